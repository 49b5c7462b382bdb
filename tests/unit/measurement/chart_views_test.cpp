// Charts of targets, reserved shares, benefits and households: their figures are told, and nothing that is kept back.
#include <gtest/gtest.h>

#include "services/measurement/charts/of_views.hpp"

namespace shanhai::measurement::charts {
namespace {

using wording::Language;

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(ChartViews, TargetsAreTheirCompletion) {
  Completion completion;
  completion.year = 2026;
  completion.as_of = "20261123.1.19700101.0";
  completion.rows.resize(2);
  completion.rows[0].subject = "440600";
  completion.rows[0].subject_name = "佛山市";
  completion.rows[0].completion_ppm = 1'045'000;
  completion.rows[1].subject = "440300";
  completion.rows[1].completion_ppm = 250'000;
  const auto svg = draw_completion(completion, Language::zh);
  EXPECT_TRUE(contains(svg, "2026年采购任务完成率"));
  EXPECT_TRUE(contains(svg, "佛山市: 104.5 %"));
  EXPECT_TRUE(contains(svg, "440300: 25 %"));
  EXPECT_TRUE(contains(svg, "数据截至2026年11月23日"));
}

TEST(ChartViews, AnOverviewLeavesOutWhoReservesNothing) {
  Overview overview;
  overview.year = 2026;
  overview.half = 1;
  overview.regions.resize(2);
  overview.regions[0].key = "440600";
  overview.regions[0].name = "佛山市";
  overview.regions[0].completion_ppm = 310'000;
  overview.regions[1].key = "440300";
  overview.regions[1].name = "深圳市";
  const auto svg = draw_overview(overview, Language::zh);
  EXPECT_TRUE(contains(svg, "2026年上半年预留份额完成率"));
  EXPECT_TRUE(contains(svg, "佛山市: 31 %"));
  EXPECT_FALSE(contains(svg, "深圳市"));
}

TEST(ChartViews, BenefitsOfFewHouseholdsAreNotDrawn) {
  BenefitReport report;
  report.period = "2026";
  report.total.households = 9;
  report.rows.resize(2);
  report.rows[0].method = BenefitMethod::wage;
  report.rows[0].amount = Money(123'456);
  report.rows[1].method = BenefitMethod::dividend;
  report.rows[1].suppressed = true;
  const auto svg = draw_benefits(report, {"method"}, Language::zh, {});
  EXPECT_TRUE(contains(svg, "务工: 1,234.56 元"));
  EXPECT_FALSE(contains(svg, "分红"));
  EXPECT_TRUE(contains(svg, "户数过少的不单列"));
}

TEST(ChartViews, HouseholdsThatAreNotToldAreNotDrawn) {
  HouseholdReport report;
  report.period = "2026";
  report.as_of = "20261123.1.19700101.0";
  report.lots = 4;
  report.suppressed = true;
  EXPECT_FALSE(contains(draw_households(report, Language::en), "households: "));
  report.households = 12;
  report.suppressed = false;
  EXPECT_TRUE(contains(draw_households(report, Language::en), "households: 12"));
}

}  // namespace
}  // namespace shanhai::measurement::charts
