// Two processes, as two clients of one Redis, share their limits; without it each goes on alone, more strictly.
#include <gtest/gtest.h>

#include <future>

#include "common/http/rate_limit.hpp"
#include "tests/fixture/redis.hpp"

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;

class SharedLimit : public ::testing::Test {
 protected:
  // Takes from both in turn, while time goes on, until nothing more is granted within a whole round.
  int take_all(int per_minute) {
    int taken = 0;
    for (int round = 0; round < 300; ++round) {
      taken += !first.take("login", key, per_minute);
      taken += !second.take("login", key, per_minute);
      clock.advance(100ms);  // each process tells Redis ten times a second
      await_exchange();
    }
    return taken;
  }
  // Both connections answer in order: what was sent before has been counted when these come back.
  void await_exchange() {
    for (auto* client : {&first_client, &second_client}) {
      std::promise<void> answered;
      client->command({"PING"}, [&answered](std::optional<redis::Reply>) { answered.set_value(); });
      answered.get_future().wait();
    }
  }
  bool await_state(redis::Client& client, bool up) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (client.up() != up && std::chrono::steady_clock::now() < deadline) await_exchange();
    return client.up() == up;
  }

  fixture::RedisServer server;
  redis::Client first_client{server.address()}, second_client{server.address()};
  ManualClock clock{*parse_rfc3339("2026-11-23T08:30:00Z")};
  RateLimiter first{&first_client, clock}, second{&second_client, clock};
  std::string key = "203.0.113.9";
};

TEST_F(SharedLimit, IsOneForTwoProcesses) {
  ASSERT_TRUE(await_state(first_client, true) && await_state(second_client, true));
  const int taken = take_all(40);
  EXPECT_GE(taken, 40);
  EXPECT_LE(taken, 44);  // each may grant a few before it hears of the other's
  EXPECT_TRUE(first.take("login", key, 40));
  EXPECT_FALSE(first.take("login", "another", 40));
  clock.advance(1min);
  EXPECT_FALSE(first.take("login", key, 40));
}

TEST_F(SharedLimit, IsStricterWithoutRedis) {
  ASSERT_TRUE(await_state(first_client, true) && await_state(second_client, true));
  server.process().kill();
  ASSERT_TRUE(await_state(first_client, false) && await_state(second_client, false));
  EXPECT_EQ(take_all(40), 40);  // half of it in each process
}

}  // namespace
}  // namespace shanhai::http
