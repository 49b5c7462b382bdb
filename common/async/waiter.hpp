// A coroutine that waits, for a limited time, until another thread calls.
//
//   auto waiter = std::make_shared<Waiter>();
//   hand_to_another_thread(waiter);
//   const bool woken = co_await waiter->wait_until(deadline);
//
// The other thread may call when the coroutine, or its io_context, is long gone.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "common/async/task.hpp"

namespace shanhai {

class Waiter : public std::enable_shared_from_this<Waiter> {
 public:
  // Wakes the coroutine that waits, or lets its next wait return at once. From any thread.
  void wake();
  // False: time is up. One coroutine at a time.
  Task<bool> wait_until(std::chrono::steady_clock::time_point deadline);

 private:
  // Announces the timer for as long as the coroutine's frame lives.
  struct Announced;

  std::mutex mutex_;
  bool woken_ = false;
  Timer* timer_ = nullptr;
};

}  // namespace shanhai
