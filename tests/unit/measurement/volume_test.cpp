// Under which day entries count, and the periods that cubes are kept for.
#include <gtest/gtest.h>

#include "services/measurement/ledger/domain.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement {
namespace {

Date day(const char* text) { return parse_date(text).value(); }

SaleDays sold(const char* on) { return {day(on), day(on), 1}; }

using Adjusts = std::vector<std::pair<std::string, RefundView>>;

TEST(Posting, CountsUnderTheDayOnWhichItHappened) {
  const std::vector<Freeze> freezes = {{"2026Q1", day("2026-01-01"), day("2026-03-31"), 100}};
  // In no frozen period, however late it comes.
  const auto free = post(day("2026-04-02"), sold("2026-04-01"), day("2026-05-01"), 101, freezes);
  EXPECT_EQ(free.posted_on, day("2026-04-02"));
  EXPECT_EQ(free.sale_posted_on, day("2026-04-01"));
  EXPECT_FALSE(free.frozen_for);
  EXPECT_TRUE(free.adjusts.empty());
  // In it, but it was there when it was frozen.
  const auto before = post(day("2026-03-02"), sold("2026-02-01"), day("2026-04-01"), 100, freezes);
  EXPECT_EQ(before.posted_on, day("2026-03-02"));
  EXPECT_EQ(before.sale_posted_on, day("2026-02-01"));
  EXPECT_TRUE(before.adjusts.empty());
}

TEST(Posting, StandsUnderTheDayItWasBookedOnWhereItsOwnIsFrozen) {
  const std::vector<Freeze> freezes = {{"2026Q1", day("2026-01-01"), day("2026-03-31"), 100},
                                       {"2026-02", day("2026-02-01"), day("2026-02-28"), 90}};
  const auto late = post(day("2026-02-27"), sold("2026-02-20"), day("2026-04-03"), 101, freezes);
  EXPECT_EQ(late.posted_on, day("2026-04-03"));
  EXPECT_EQ(late.sale_posted_on, day("2026-04-03"));
  EXPECT_EQ(late.frozen_for, "2026-02") << "the shortest";
  EXPECT_EQ(late.adjusts, (Adjusts{{"2026Q1", RefundView::posting},
                                   {"2026Q1", RefundView::sale},
                                   {"2026-02", RefundView::posting},
                                   {"2026-02", RefundView::sale}}));
}

TEST(Posting, ARefundOfAFrozenSaleCountsOnItsOwnDayInBothViews) {
  const std::vector<Freeze> freezes = {{"2026Q1", day("2026-01-01"), day("2026-03-31"), 100}};
  const auto refund = post(day("2026-04-10"), sold("2026-03-20"), day("2026-04-12"), 140, freezes);
  EXPECT_EQ(refund.posted_on, day("2026-04-10"));
  EXPECT_EQ(refund.sale_posted_on, day("2026-04-10"));
  EXPECT_FALSE(refund.frozen_for) << "what happened in the period stays as it is";
  EXPECT_EQ(refund.adjusts, (Adjusts{{"2026Q1", RefundView::sale}}));
}

// A sale that came too late counts in April: so does, by day of sale, what goes back of it, until April is frozen.
TEST(Posting, ARefundFollowsASaleThatCameTooLate) {
  std::vector<Freeze> freezes = {{"2026Q1", day("2026-01-01"), day("2026-03-31"), 100}};
  const SaleDays late{day("2026-03-20"), day("2026-04-03"), 110};
  const auto refund = post(day("2026-05-10"), late, day("2026-05-12"), 140, freezes);
  EXPECT_EQ(refund.posted_on, day("2026-05-10"));
  EXPECT_EQ(refund.sale_posted_on, day("2026-04-03"));
  EXPECT_EQ(refund.adjusts, (Adjusts{{"2026Q1", RefundView::sale}})) << "beside the sale";
  freezes.push_back({"2026-04", day("2026-04-01"), day("2026-04-30"), 139});
  const auto after = post(day("2026-05-10"), late, day("2026-05-12"), 140, freezes);
  EXPECT_EQ(after.sale_posted_on, day("2026-05-10"));
  EXPECT_EQ(after.adjusts, (Adjusts{{"2026Q1", RefundView::sale}, {"2026-04", RefundView::sale}}));
}

// It never was: nothing is left of it where it counts, unless a frozen period tells it for good.
TEST(Posting, AReversalStandsWhereItsSaleCounts) {
  std::vector<Freeze> freezes = {{"2026Q1", day("2026-01-01"), day("2026-03-31"), 100}};
  const auto own = post_reversal(sold("2026-04-02"), day("2026-05-12"), 140, freezes);
  EXPECT_EQ(own.posted_on, day("2026-04-02"));
  EXPECT_FALSE(own.keeps_sale);
  EXPECT_TRUE(own.adjusts.empty());
  const auto before = post_reversal(sold("2026-03-20"), day("2026-03-30"), 100, freezes);
  EXPECT_EQ(before.posted_on, day("2026-03-20")) << "it was there when the quarter was frozen";
  EXPECT_FALSE(before.keeps_sale);
  const auto frozen = post_reversal(sold("2026-03-20"), day("2026-05-12"), 140, freezes);
  EXPECT_TRUE(frozen.keeps_sale);
  EXPECT_EQ(frozen.posted_on, day("2026-05-12"));
  EXPECT_EQ(frozen.sale_posted_on, day("2026-05-12"));
  EXPECT_EQ(frozen.frozen_for, "2026Q1");
  // Sold in March, told of in April: no frozen period ever told it, and beside the quarter nothing is left of it.
  const SaleDays late{day("2026-03-20"), day("2026-04-03"), 110};
  const Adjusts of_quarter{{"2026Q1", RefundView::posting}, {"2026Q1", RefundView::sale}};
  const auto reversed = post_reversal(late, day("2026-05-12"), 140, freezes);
  EXPECT_FALSE(reversed.keeps_sale);
  EXPECT_EQ(reversed.posted_on, day("2026-04-03"));
  EXPECT_EQ(reversed.sale_posted_on, day("2026-04-03"));
  EXPECT_EQ(reversed.frozen_for, "2026Q1");
  EXPECT_EQ(reversed.adjusts, of_quarter);
  freezes.push_back({"2026-04", day("2026-04-01"), day("2026-04-30"), 139});
  const auto after = post_reversal(late, day("2026-05-12"), 140, freezes);
  EXPECT_TRUE(after.keeps_sale) << "April tells it by now";
  EXPECT_EQ(after.posted_on, day("2026-05-12"));
  EXPECT_EQ(after.adjusts.size(), 4u);
}

// March was frozen, then the sale came, then the quarter was frozen: it has neither the sale nor an adjustment of it.
TEST(Posting, WhatGoesBackOfALateSaleIsNoneOfAPeriodThatWasFrozenAfterIt) {
  const std::vector<Freeze> freezes = {{"2026-03", day("2026-03-01"), day("2026-03-31"), 100},
                                       {"2026Q1", day("2026-01-01"), day("2026-03-31"), 120}};
  const SaleDays late{day("2026-03-20"), day("2026-04-03"), 110};
  const auto reversed = post_reversal(late, day("2026-05-12"), 140, freezes);
  EXPECT_EQ(reversed.adjusts, (Adjusts{{"2026-03", RefundView::posting}, {"2026-03", RefundView::sale}}));
  EXPECT_EQ(reversed.frozen_for, "2026-03");
  EXPECT_EQ(reversed.posted_on, day("2026-04-03"));
  EXPECT_FALSE(reversed.keeps_sale);
  const auto refund = post(day("2026-05-10"), late, day("2026-05-12"), 140, freezes);
  EXPECT_EQ(refund.adjusts, (Adjusts{{"2026-03", RefundView::sale}}));
  EXPECT_EQ(refund.sale_posted_on, day("2026-04-03"));
}

TEST(Tier, BeginsAndEndsWithItsPeriod) {
  const struct {
    Tier tier;
    const char *first, *last;
  } cases[] = {{Tier::day, "2024-02-29", "2024-02-29"},
               {Tier::month, "2024-02-01", "2024-02-29"},
               {Tier::quarter, "2024-01-01", "2024-03-31"},
               {Tier::year, "2024-01-01", "2024-12-31"}};
  for (const auto& c : cases) {
    EXPECT_EQ(first_of(day("2024-02-29"), c.tier), day(c.first));
    EXPECT_EQ(last_of(day("2024-02-29"), c.tier), day(c.last));
    EXPECT_TRUE(covers(c.tier, day(c.first), day(c.last)));
  }
  EXPECT_FALSE(covers(Tier::month, day("2026-01-01"), day("2026-02-27")));
  EXPECT_FALSE(covers(Tier::quarter, day("2026-02-01"), day("2026-06-30")));
  EXPECT_TRUE(covers(Tier::day, day("2026-02-03"), day("2026-06-17")));
  EXPECT_EQ(periods_between(Tier::quarter, day("2025-10-01"), day("2026-06-30")),
            (std::vector<Date>{day("2025-10-01"), day("2026-01-01"), day("2026-04-01")}));
  EXPECT_EQ(periods_between(Tier::day, day("2026-02-27"), day("2026-03-01")).size(), 3u);
}

TEST(Period, IsComparedWithTheSameDaysAYearBefore) {
  const struct {
    const char *period, *from, *to;
  } cases[] = {{"2026", "2025-01-01", "2025-12-31"},       {"2026Q1", "2025-01-01", "2025-03-31"},
               {"2025-02", "2024-02-01", "2024-02-29"},    {"2024-02", "2023-02-01", "2023-02-28"},
               {"2024-02-29", "2023-02-28", "2023-02-28"}, {"2026-11-23", "2025-11-23", "2025-11-23"},
               {"2025-02-28", "2024-02-28", "2024-02-28"}, {"2025Q1", "2024-01-01", "2024-03-31"}};
  for (const auto& c : cases) {
    const auto before = year_before(parse_period(c.period).value());
    EXPECT_EQ(before.from, day(c.from)) << c.period;
    EXPECT_EQ(before.to, day(c.to)) << c.period;
  }
}

TEST(Period, TellsUnderWhichDayADayOfTheYearBeforeIsCompared) {
  const struct {
    const char *period, *day, *under;
  } cases[] = {{"2026-11", "2025-11-23", "2026-11-23"},
               {"2025-02", "2024-02-28", "2025-02-28"},
               {"2025-02", "2024-02-29", "2025-02-28"},
               {"2024-02", "2023-02-28", "2024-02-28"},
               {"2024-02-29", "2023-02-28", "2024-02-29"}};
  for (const auto& c : cases) EXPECT_EQ(year_after(day(c.day), parse_period(c.period).value()), day(c.under)) << c.day;
}

}  // namespace
}  // namespace shanhai::measurement
