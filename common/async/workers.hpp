// Threads for work that blocks or burns: password hashing, compression, files. Bounded: a full queue is Unavailable.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

#include "common/async/task.hpp"

namespace shanhai {

// A closed queue finishes what it holds. Each thread runs `enter` first and `leave` last.
class Workers {
 public:
  using Job = std::function<void(std::size_t worker)>;

  Workers(std::size_t threads, std::size_t capacity, std::function<void(std::size_t)> enter = {},
          std::function<void(std::size_t)> leave = {});
  ~Workers();  // close()s
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  bool try_post(Job job);  // false: full or closed
  void close();            // runs what is queued, then joins; idempotent
  std::size_t queued() const;
  std::size_t size() const { return threads_.size(); }

  // Runs `f(worker)` on a worker and resumes the caller on its own io_context with the value or the exception.
  // Throws Unavailable when the queue is full.
  template <class F>
  Task<std::invoke_result_t<F&, std::size_t>> run(F f);

 private:
  void work(std::size_t index);

  const std::size_t capacity_;
  std::function<void(std::size_t)> enter_, leave_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace shanhai

#include "common/async/workers_run.hpp"  // IWYU pragma: export
