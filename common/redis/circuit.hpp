// Circuit breaker: after failures in a row nobody is let through for a while, then one call tries again.
#pragma once

#include <chrono>
#include <mutex>

namespace shanhai::redis {

// Thread-safe. Every allowed call must be followed by exactly one succeeded() or failed().
class Circuit {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  static constexpr int kFailuresToOpen = 3;
  static constexpr std::chrono::milliseconds kPauseMin{1000};
  static constexpr std::chrono::milliseconds kPauseMax{30000};

  bool allow(TimePoint now);
  bool succeeded();            // true: this closed the circuit
  bool failed(TimePoint now);  // true: this opened it, or left it open after a try
  bool open() const;
  std::chrono::milliseconds pause() const;  // of the current or the next opening

 private:
  mutable std::mutex mutex_;
  int failures_ = 0;
  bool open_ = false;
  bool trying_ = false;  // one call is let through
  TimePoint retry_at_{};
  std::chrono::milliseconds pause_ = kPauseMin;
};

}  // namespace shanhai::redis
