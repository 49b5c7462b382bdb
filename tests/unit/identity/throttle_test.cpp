#include "services/identity/throttle/domain.hpp"

#include <gtest/gtest.h>

namespace shanhai::identity {
namespace {

using std::chrono::seconds;

constexpr ThrottleRule kRule{3, seconds(60), seconds(10), seconds(100)};

class ThrottleTest : public ::testing::Test {
 protected:
  // Tries now; 0 where it was let through, else the seconds to wait.
  std::int64_t attempt() {
    const auto outcome = charge(state_, kRule, now_);
    if (const auto* wait = std::get_if<seconds>(&outcome)) return wait->count();
    state_ = std::get<ThrottleState>(outcome);
    return 0;
  }
  void pass(seconds time) { now_ += time; }

  Instant now_ = parse_rfc3339("2026-11-23T08:00:00Z").value();
  ThrottleState state_;
};

TEST_F(ThrottleTest, LetsTheFirstThroughAndThenPausesLongerAndLonger) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(attempt(), 0) << i;
  EXPECT_EQ(attempt(), 0) << "the fourth is let through and begins a pause";
  EXPECT_EQ(attempt(), 10);
  pass(seconds(10));
  EXPECT_EQ(attempt(), 0);
  EXPECT_EQ(attempt(), 20);
  pass(seconds(20));
  EXPECT_EQ(attempt(), 0);
  EXPECT_EQ(attempt(), 40);
}

TEST_F(ThrottleTest, WhatComesDuringAPauseDoesNotProlongIt) {
  for (int i = 0; i < 4; ++i) attempt();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(attempt(), 10);
  pass(seconds(10));
  EXPECT_EQ(attempt(), 0);
}

TEST_F(ThrottleTest, PausesEndAtTheLongest) {
  constexpr ThrottleRule kUnforgiving{3, std::chrono::hours(1000), seconds(10), seconds(100)};
  std::vector<std::int64_t> pauses;
  for (int i = 0; i < 100; ++i) {
    const auto outcome = charge(state_, kUnforgiving, now_);
    ASSERT_TRUE(std::holds_alternative<ThrottleState>(outcome));
    state_ = std::get<ThrottleState>(outcome);
    if (!state_.paused_until) continue;
    pauses.push_back(std::chrono::duration_cast<seconds>(*state_.paused_until - now_).count());
    now_ = *state_.paused_until;
  }
  ASSERT_EQ(pauses.size(), 97u);
  EXPECT_EQ(std::vector<std::int64_t>(pauses.begin(), pauses.begin() + 6),
            (std::vector<std::int64_t>{10, 20, 40, 80, 100, 100}));
  EXPECT_EQ(pauses.back(), 100);
}

TEST_F(ThrottleTest, ForgivesWithTime) {
  for (int i = 0; i < 3; ++i) attempt();
  pass(seconds(59));
  EXPECT_EQ(settle(state_, kRule, now_).level, 3);
  pass(seconds(1));
  EXPECT_EQ(settle(state_, kRule, now_).level, 2);
  pass(seconds(119));
  EXPECT_EQ(settle(state_, kRule, now_).level, 1) << "what is left of a minute is not lost";
  pass(seconds(1));
  EXPECT_EQ(settle(state_, kRule, now_).level, 0);
  pass(std::chrono::hours(24 * 365));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(attempt(), 0) << "no credit is saved up";
  EXPECT_EQ(attempt(), 10);
}

TEST_F(ThrottleTest, ASuccessTakesItsChargeBack) {
  for (int round = 0; round < 50; ++round) {
    EXPECT_EQ(attempt(), 0) << round;
    state_ = refund(state_, kRule, now_);
  }
  EXPECT_EQ(state_.level, 0);
  EXPECT_EQ(refund(state_, kRule, now_).level, 0);
}

TEST_F(ThrottleTest, ASuccessEndsThePauseItsOwnChargeBegan) {
  for (int i = 0; i < 4; ++i) attempt();
  state_ = refund(state_, kRule, now_);
  EXPECT_EQ(attempt(), 0);
  EXPECT_EQ(attempt(), 10);
}

TEST_F(ThrottleTest, AClockThatStepsBackForgivesNothing) {
  for (int i = 0; i < 4; ++i) attempt();
  pass(-seconds(3600));
  EXPECT_EQ(settle(state_, kRule, now_).level, 4);
  EXPECT_GE(attempt(), 10);
}

TEST_F(ThrottleTest, WaitsAtLeastASecond) {
  for (int i = 0; i < 4; ++i) attempt();
  now_ += seconds(10) - std::chrono::microseconds(1);
  EXPECT_EQ(attempt(), 1);
}

}  // namespace
}  // namespace shanhai::identity
