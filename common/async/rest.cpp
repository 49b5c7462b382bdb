#include "common/async/rest.hpp"

namespace shanhai {

Task<> rest(Loop& loop, std::chrono::milliseconds duration) {
  using std::chrono::milliseconds;
  const auto end = std::chrono::steady_clock::now() + duration;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
    if (loop.stopping() || left <= milliseconds(0)) co_return;
    co_await loop.pause(left);
  }
}

}  // namespace shanhai
