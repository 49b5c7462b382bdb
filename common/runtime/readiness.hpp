// What the modules said last when they were asked whether they are ready. Anybody may ask /readyz as often as they
// like, and each question costs every service's database a statement: so one at a time goes through, a few a second.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace shanhai::runtime {

class Readiness {
 public:
  // `kept`: for how long an answer counts.
  explicit Readiness(std::chrono::milliseconds kept) : kept_(kept) {}
  // The last answer while it counts or somebody is asking; else nullopt: the caller asks, and calls end().
  std::optional<std::string> begin();
  void end(std::string reason);

 private:
  using Clock = std::chrono::steady_clock;
  const std::chrono::milliseconds kept_;
  std::mutex mutex_;
  std::optional<std::string> reason_;  // nullopt: nobody has asked yet
  Clock::time_point answered_at_;
  bool asking_ = false;
};

}  // namespace shanhai::runtime
