// Fixed-window limits per key, shared through Redis; without Redis each process keeps its own, at half the allowance.
#pragma once

#include <memory>
#include <string>

#include "common/base/clock.hpp"
#include "common/redis/client.hpp"

namespace shanhai::http {

class RateLimiter {
 public:
  explicit RateLimiter(redis::Client* redis, const Clock& clock);  // nullptr: process-local
  ~RateLimiter();
  // Seconds to wait, or nullopt: allowed. Windows are minutes of the clock. The process-local count is always kept
  // and refuses without asking Redis when exceeded; Redis is told in the background, about ten times a second, so
  // that an allowed request never waits for it and processes learn of each other's counts a moment later. From any
  // thread.
  std::optional<std::chrono::seconds> take(std::string_view bucket, std::string_view key, int per_minute);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // Redis answers may come after the limiter is gone
};

}  // namespace shanhai::http
