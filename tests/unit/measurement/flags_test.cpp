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

// Rows: from; columns: explain, confirm, dismiss, reopen, withdraw, raise_again. -: not allowed.
TEST(Flag, MovesByTheTable) {
  const std::map<FlagState, std::string> table{
      {FlagState::open, "e c d - w o"},      {FlagState::explained, "- c d o w o"},
      {FlagState::confirmed, "- - - o c o"}, {FlagState::dismissed, "- - - o d o"},
      {FlagState::withdrawn, "- c d - - o"},
  };
  const std::map<char, FlagState> states{{'o', FlagState::open},
                                         {'e', FlagState::explained},
                                         {'c', FlagState::confirmed},
                                         {'d', FlagState::dismissed},
                                         {'w', FlagState::withdrawn}};
  for (const auto& [from, row] : table) {
    for (int action = 0; action < 6; ++action) {
      const auto moved = move_flag(from, static_cast<FlagAction>(action));
      const char to = row[std::size_t(action) * 2];
      if (to == '-') {
        ASSERT_TRUE(moved.has_error()) << int(from) << ' ' << action;
        EXPECT_EQ(moved.error().code, "flag_state");
      } else {
        ASSERT_TRUE(moved.has_value()) << int(from) << ' ' << action;
        EXPECT_EQ(*moved, states.at(to)) << int(from) << ' ' << action;
      }
    }
  }
}

}  // namespace
}  // namespace shanhai::measurement
