#include "common/runtime/readiness.hpp"

#include <utility>

namespace shanhai::runtime {

std::optional<std::string> Readiness::begin() {
  const std::lock_guard lock(mutex_);
  if (reason_ && (asking_ || Clock::now() - answered_at_ < kept_)) return reason_;
  asking_ = true;
  return std::nullopt;
}

void Readiness::end(std::string reason) {
  const std::lock_guard lock(mutex_);
  reason_ = std::move(reason);
  answered_at_ = Clock::now();
  asking_ = false;
}

}  // namespace shanhai::runtime
