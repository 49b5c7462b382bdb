#include "common/async/waiter.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <utility>

namespace shanhai {

struct Waiter::Announced {
  Announced(Waiter& owner, Timer& timer) : waiter(owner) {
    const std::lock_guard lock(waiter.mutex_);
    waiter.timer_ = &timer;
  }
  ~Announced() {
    const std::lock_guard lock(waiter.mutex_);
    waiter.timer_ = nullptr;
  }
  Announced(const Announced&) = delete;
  Announced& operator=(const Announced&) = delete;

  Waiter& waiter;
};

void Waiter::wake() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(woken_, true) || !timer_) return;
  // While the timer is announced its io_context lives. When the posted call runs, on the coroutine's own thread, the
  // coroutine may have ended: it looks again.
  asio::post(timer_->get_executor(), [self = shared_from_this()] {
    const std::lock_guard again(self->mutex_);
    if (self->timer_) self->timer_->cancel();
  });
}

Task<bool> Waiter::wait_until(std::chrono::steady_clock::time_point deadline) {
  const auto executor = co_await asio::this_coro::executor;
  const auto self = shared_from_this();
  Timer timer(executor, deadline);
  const Announced announced(*this, timer);
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(woken_, false)) co_return true;
    }
    if (std::chrono::steady_clock::now() >= deadline) co_return false;
    boost::system::error_code cancelled;  // by wake(); the loop looks why
    co_await timer.async_wait(asio::redirect_error(use_task, cancelled));
  }
}

}  // namespace shanhai
