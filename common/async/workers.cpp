#include "common/async/workers.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>

#include "common/base/error.hpp"

namespace shanhai {

Workers::Workers(std::size_t threads, std::size_t capacity, std::function<void(std::size_t)> enter,
                 std::function<void(std::size_t)> leave)
    : capacity_(capacity), enter_(std::move(enter)), leave_(std::move(leave)) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back(&Workers::work, this, i);
}

Workers::~Workers() { close(); }

bool Workers::try_post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || queue_.size() >= capacity_) return false;
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

Task<> Workers::run_job(Job job) {
  // One heap cell for the outcome: the handler only carries a pointer (large completion arguments trip GCC 12).
  auto failure = std::make_shared<std::exception_ptr>();
  auto initiate = [this, failure](auto handler, Job work) {
    auto executor = asio::get_associated_executor(handler);
    auto guard = asio::make_work_guard(executor);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto finish = [shared, guard]() mutable {
      auto target = guard.get_executor();
      asio::post(target, [shared]() mutable { std::move (*shared)(); });
      guard.reset();
    };
    const bool accepted = try_post([failure, finish, work = std::move(work)](std::size_t worker) mutable {
      try {
        work(worker);
      } catch (...) {
        *failure = std::current_exception();
      }
      work = nullptr;  // its captures end here, on the worker, before the caller goes on
      finish();
    });
    if (!accepted) {
      *failure = std::make_exception_ptr(Unavailable("worker queue is full"));
      finish();
    }
  };
  co_await asio::async_initiate<const UseTask, void()>(std::move(initiate), use_task, std::move(job));
  if (*failure) std::rethrow_exception(*failure);
}

void Workers::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t Workers::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Workers::work(std::size_t index) {
  if (enter_) enter_(index);
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) break;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job(index);
  }
  if (leave_) leave_(index);
}

}  // namespace shanhai
