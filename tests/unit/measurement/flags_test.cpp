#include "services/measurement/flags/domain.hpp"

#include <gtest/gtest.h>

namespace shanhai::measurement {
namespace {

TEST(Flag, MediansOfFewAndOfMany) {
  EXPECT_EQ(median({}), 0);
  EXPECT_EQ(median({5}), 5);
  EXPECT_EQ(median({1, 9}), 5);
  EXPECT_EQ(median({9, 1, 4}), 4);
  EXPECT_EQ(weighted_median({{100, 3}, {900, 1}}), 100);
  EXPECT_EQ(weighted_median({{100, 2}, {200, 2}}), 150);
  EXPECT_EQ(weighted_median({{INT64_MAX - 1, 1}, {INT64_MAX, 1}}), INT64_MAX - 1);
}

TEST(Flag, DecemberFarAboveTheMonthsBefore) {
  const SpikeLimits limits{300, 1000};
  const std::vector<std::int64_t> before{100, 100, 500, 500, 500, 500, 500, 500, 900, 900, 900};
  EXPECT_FALSE(is_year_end_spike(1499, before, limits));
  EXPECT_TRUE(is_year_end_spike(1500, before, limits));
  EXPECT_FALSE(is_year_end_spike(999, std::vector<std::int64_t>(11, 0), limits));
  EXPECT_TRUE(is_year_end_spike(1000, std::vector<std::int64_t>(11, 0), limits));
  EXPECT_FALSE(is_year_end_spike(0, {}, {300, 0}));
  EXPECT_TRUE(is_year_end_spike(INT64_MAX, {INT64_MAX / 3}, limits));
}

TEST(Flag, APairThatGivesBackWhatWasCounted) {
  const RefundLimits limits{500, 3};
  EXPECT_TRUE(is_refund_pattern({3, 3000, 2, 1500, 0}, limits));
  EXPECT_FALSE(is_refund_pattern({3, 3000, 2, 1499, 0}, limits));
  EXPECT_FALSE(is_refund_pattern({2, 2000, 2, 2000, 2}, limits));
  EXPECT_FALSE(is_refund_pattern({3, 0, 0, 0, 0}, limits));
}

TEST(Flag, APriceFarAboveTheReference) {
  const PriceLimits limits{250, 20};
  EXPECT_TRUE(is_price_deviation(2500, 1000, 20, limits));
  EXPECT_FALSE(is_price_deviation(2499, 1000, 20, limits));
  EXPECT_FALSE(is_price_deviation(9999, 1000, 19, limits));
  EXPECT_FALSE(is_price_deviation(9999, 0, 20, limits));
}

TEST(Flag, MoreThanThereIs) {
  EXPECT_FALSE(is_above(100, 100, 1000));
  EXPECT_TRUE(is_above(101, 100, 1000));
  EXPECT_FALSE(is_above(105, 100, 1050));
}

TEST(Flag, OneIdForOneRuleAndEvidence) {
  const Instant at = parse_rfc3339("2026-11-23T08:30:00Z").value();
  EXPECT_EQ(flag_id(FlagRule::above_lot, "a", at), flag_id(FlagRule::above_lot, "a", at));
  EXPECT_NE(flag_id(FlagRule::above_lot, "a", at), flag_id(FlagRule::above_lot, "b", at));
  EXPECT_NE(flag_id(FlagRule::above_lot, "a", at), flag_id(FlagRule::price_deviation, "a", at));
  EXPECT_LT(flag_id(FlagRule::above_lot, "a", at), flag_id(FlagRule::above_lot, "a", at + std::chrono::seconds(1)));
}

TEST(Flag, IsReviewedStepByStep) {
  EXPECT_EQ(move_flag(FlagState::open, FlagAction::explain).value(), FlagState::explained);
  EXPECT_EQ(move_flag(FlagState::explained, FlagAction::confirm).value(), FlagState::confirmed);
  EXPECT_EQ(move_flag(FlagState::confirmed, FlagAction::reopen).value(), FlagState::open);
  EXPECT_EQ(move_flag(FlagState::confirmed, FlagAction::dismiss).error().code, "flag_state");
  EXPECT_EQ(move_flag(FlagState::open, FlagAction::reopen).error().code, "flag_state");
}

}  // namespace
}  // namespace shanhai::measurement
