// Fixed-window limits per key, shared through Redis; without Redis each process keeps its own, at half the allowance.
#pragma once

#include <memory>
#include <string>

#include "common/async/task.hpp"
#include "common/redis/client.hpp"

namespace shanhai::http {

class RateLimiter {
 public:
  explicit RateLimiter(redis::Client* redis, const Clock& clock);  // nullptr: process-local
  ~RateLimiter();
  // Seconds to wait, or nullopt: allowed. The process-local count is always kept and refuses without asking Redis when exceeded;
  // Redis is told asynchronously in the background, so that an allowed request never waits for it.
  std::optional<std::chrono::seconds> take(std::string_view bucket, std::string_view key, int per_minute);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shanhai::http
