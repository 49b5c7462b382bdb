#include "common/async/task.hpp"

namespace shanhai {

Task<> sleep_for(std::chrono::milliseconds duration) {
  const auto executor = co_await asio::this_coro::executor;
  Timer timer(executor, duration);
  co_await timer.async_wait(use_task);
}

}  // namespace shanhai
