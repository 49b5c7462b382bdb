#include "common/redis/circuit.hpp"

#include <algorithm>

namespace shanhai::redis {

bool Circuit::allow(TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (!open_) return true;
  if (trying_ || now < retry_at_) return false;
  trying_ = true;
  return true;
}

bool Circuit::succeeded() {
  const std::lock_guard lock(mutex_);
  const bool closed = open_;
  open_ = trying_ = false;
  failures_ = 0;
  pause_ = kPauseMin;
  return closed;
}

bool Circuit::failed(TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (open_ && !trying_) return false;  // a call from before it opened
  if (open_) {
    pause_ = std::min(pause_ * 2, kPauseMax);
  } else if (++failures_ < kFailuresToOpen) {
    return false;
  }
  open_ = true;
  trying_ = false;
  retry_at_ = now + pause_;
  return true;
}

bool Circuit::open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

std::chrono::milliseconds Circuit::pause() const {
  const std::lock_guard lock(mutex_);
  return pause_;
}

}  // namespace shanhai::redis
