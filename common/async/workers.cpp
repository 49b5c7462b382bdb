#include "common/async/workers.hpp"

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
