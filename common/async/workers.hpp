// Threads for work that blocks or burns: password hashing, compression, files. Bounded: a full queue is Unavailable.
#pragma once

#include <condition_variable>
#include <deque>
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

  // Runs `f(worker)`, copyable, on a worker and resumes the caller on its own io_context with the value or the
  // exception. Throws Unavailable when the queue is full. The captures end on the worker, before the caller goes on.
  template <class F>
  Task<std::invoke_result_t<F&, std::size_t>> run(F f) {
    return run_function(std::function<std::invoke_result_t<F&, std::size_t>(std::size_t)>(std::move(f)));
  }

 private:
  // One coroutine for each type of value, and one operation of Asio for all: what is built once for each caller's
  // closure costs most of the time that a service takes to compile.
  template <class R>
  Task<R> run_function(std::function<R(std::size_t)> function);
  Task<> run_job(Job job);
  void work(std::size_t index);

  const std::size_t capacity_;
  std::function<void(std::size_t)> enter_, leave_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

template <class R>
Task<R> Workers::run_function(std::function<R(std::size_t)> function) {
  if constexpr (std::is_void_v<R>) {
    auto done = run_job(std::move(function));
    co_await std::move(done);
  } else {
    auto cell = std::make_shared<std::optional<R>>();
    Job job = [cell, function = std::move(function)](std::size_t worker) { cell->emplace(function(worker)); };
    auto done = run_job(std::move(job));
    co_await std::move(done);
    co_return std::move(**cell);
  }
}

}  // namespace shanhai
