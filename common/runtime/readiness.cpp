#include "common/runtime/readiness.hpp"

#include <utility>

namespace shanhai::runtime {
namespace {

// A database that hangs keeps whoever asks waiting: what it said before must not stand for it meanwhile.
constexpr std::chrono::seconds kOldest{2};

}  // namespace

std::optional<std::string> Readiness::begin() {
  const std::lock_guard lock(mutex_);
  const auto age = Clock::now() - answered_at_;
  if (reason_ && age < kept_) return reason_;
  if (reason_ && asking_) return age < kOldest ? *reason_ : "no answer in time";
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
