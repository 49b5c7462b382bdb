#include "common/http/rate_limit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;

const Instant kStart = *parse_rfc3339("2026-11-23T08:30:10Z");

int allowed(RateLimiter& limiter, std::string_view key, int attempts, int per_minute = 10) {
  int out = 0;
  for (int i = 0; i < attempts; ++i) out += !limiter.take("login", key, per_minute);
  return out;
}

TEST(RateLimiter, AllowsHalfWithoutRedis) {
  ManualClock clock(kStart);
  RateLimiter limiter(nullptr, clock);
  EXPECT_EQ(allowed(limiter, "a", 20), 5);
  EXPECT_EQ(allowed(limiter, "b", 20), 5);
  EXPECT_EQ(allowed(limiter, "c", 3, 1), 1);  // never less than one
  EXPECT_FALSE(limiter.take("other", "a", 10));
}

TEST(RateLimiter, TellsHowLongToWait) {
  ManualClock clock(kStart);
  RateLimiter limiter(nullptr, clock);
  allowed(limiter, "a", 5);
  EXPECT_EQ(limiter.take("login", "a", 10), 50s);
  clock.advance(49'500ms);
  EXPECT_EQ(limiter.take("login", "a", 10), 1s);
  clock.advance(500ms);
  EXPECT_EQ(limiter.take("login", "a", 10), std::nullopt);
}

TEST(RateLimiter, ARefusalCostsNothing) {
  ManualClock clock(kStart);
  RateLimiter limiter(nullptr, clock);
  EXPECT_EQ(allowed(limiter, "a", 1000), 5);
  clock.advance(1min);
  EXPECT_EQ(allowed(limiter, "a", 1000), 5);
}

TEST(RateLimiter, SurvivesAFloodOfKeys) {
  ManualClock clock(kStart);
  RateLimiter limiter(nullptr, clock);
  EXPECT_EQ(allowed(limiter, "before", 3), 3);
  int taken = 0;
  for (int i = 0; i < 300'000; ++i) taken += !limiter.take("login", std::to_string(i), 10);
  EXPECT_LT(taken, 140'000);  // newcomers beyond the limit of keys share one count
  EXPECT_EQ(allowed(limiter, "before", 20), 2);
}

TEST(RateLimiter, CountsExactlyAmongThreads) {
  ManualClock clock(kStart);
  RateLimiter limiter(nullptr, clock);
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] { taken += allowed(limiter, "a", 1000, 2000); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken, 1000);
}

}  // namespace
}  // namespace shanhai::http
