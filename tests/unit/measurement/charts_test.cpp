#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

#include "common/base/divisions.hpp"
#include "services/measurement/charts/of_report.hpp"
#include "services/measurement/charts/svg.hpp"

namespace shanhai::measurement::charts {
namespace {

using wording::Language;

Told by(std::vector<std::string> dimensions, std::vector<Row> rows) {
  Told out;
  out.title = "2026年第一季度支付采购额，按产地县";
  out.subtitle = "净额，退款计入发生期";
  out.footnote = "数据截至2026年4月1日。结对关系按付款日有效的登记计算；推断的结对关系单列。";
  out.dimensions = std::move(dimensions);
  out.rows = std::move(rows);
  return out;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(Axis, TicksAreRoundAndHoldZeroAndAllThatIsShown) {
  const struct {
    std::int64_t lowest, highest;
    std::vector<std::int64_t> ticks;
  } cases[] = {{0, 0, {0, 1}},
               {0, 3, {0, 1, 2, 3}},
               {0, 123'456'789, {0, 50'000'000, 100'000'000, 150'000'000}},
               {-2, 9, {-5, 0, 5, 10}},
               {-100, 0, {-100, -80, -60, -40, -20, 0}},
               {40, 90, {0, 20, 40, 60, 80, 100}}};
  for (const auto& c : cases) EXPECT_EQ(ticks_between(c.lowest, c.highest), c.ticks) << c.lowest << ' ' << c.highest;
  for (const auto most : {std::numeric_limits<std::int64_t>::max(), std::int64_t(999'999'999'999)}) {
    const auto ticks = ticks_between(-most, most);
    EXPECT_GE(ticks.size(), 3u);
    EXPECT_LE(ticks.size(), 8u);
  }
}

TEST(Axis, NumbersAreWrittenExactly) {
  const Unit yuan = unit_of(Figure::money, 9'999'999, true), wan = unit_of(Figure::money, 10'000'000, true);
  EXPECT_EQ(yuan.name, "元");
  EXPECT_EQ(wan.name, "万元");
  EXPECT_EQ(written(123'456'789, yuan), "1,234,567.89");
  EXPECT_EQ(written(123'456'789, wan), "123.456789");
  EXPECT_EQ(written(123'456'789, wan, Places::two), "123.46");
  EXPECT_EQ(written(-50, yuan), "-0.5");
  EXPECT_EQ(written(0, wan, Places::two), "0.00");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min(), yuan), "-92,233,720,368,547,758.08");
  EXPECT_EQ(in_full(Figure::money, 100, true), "1.00 元");
  EXPECT_EQ(in_full(Figure::basis_points, 10'450, true), "104.5 %");
  EXPECT_EQ(in_full(Figure::count, 1'200, false), "1,200");
}

TEST(Svg, TextIsEscapedAndFits) {
  EXPECT_EQ(shortened("佛山市南海区", 60), "佛山市南海区");
  EXPECT_EQ(shortened("佛山市南海区", 50), "佛山市南…");
  EXPECT_EQ(broken("按付款日计算。", 60), (std::vector<std::string>{"按付款日计算。"}))
      << "no line begins with a full stop";
  EXPECT_EQ(broken("paid in full", 50), (std::vector<std::string>{"paid in", "full"}));
}

TEST(Charts, LargestFirstAndTheRestTogether) {
  std::vector<Row> rows;
  std::int64_t value = 1, sum = 0;
  for (const auto& division : all_divisions()) {
    if (!division.supported_origin) continue;
    rows.push_back({{std::string(division.code)}, value});
    sum += value;
    value += 100;
  }
  const auto chart = chart_of(by({"origin_county"}, rows));
  ASSERT_EQ(chart.points.size(), kBarsShown + 1);
  EXPECT_EQ(chart.shape, Shape::bars);
  EXPECT_EQ(chart.points.back().label, "其余14项");
  EXPECT_TRUE(std::is_sorted(chart.series[0].values.begin(), chart.series[0].values.end() - 1, std::greater<>()));
  EXPECT_EQ(std::accumulate(chart.series[0].values.begin(), chart.series[0].values.end(), std::int64_t(0)), sum);
}

TEST(Charts, TimeMakesALineWithoutGaps) {
  auto told = by({"month", "category"}, {{{"2026-03", "handicraft"}, 5}, {{"2026-05", "agricultural"}, 7}});
  told.from = parse_date("2026-01-01").value();
  const auto chart = chart_of(told);
  EXPECT_EQ(chart.shape, Shape::line);
  ASSERT_EQ(chart.points.size(), 5u);
  EXPECT_EQ(chart.points[4].label, "2026年5月");
  ASSERT_EQ(chart.series.size(), 2u);
  EXPECT_EQ(chart.series[0].name, "农产品");
  EXPECT_EQ(chart.series[0].values, (std::vector<std::int64_t>{0, 0, 0, 0, 7}));
  EXPECT_EQ(chart.series[1].values, (std::vector<std::int64_t>{0, 0, 5, 0, 0}));
}

TEST(Charts, TwoOfOneNameStayTwo) {
  const wording::Names names{{"org_1", "高山合作社"}, {"org_2", "高山合作社"}};
  const auto bars = chart_of(by({"supplier"}, {{{"org_1"}, 100}, {{"org_2"}, 70}}), names);
  ASSERT_EQ(bars.points.size(), 2u);
  EXPECT_EQ(bars.points[1].label, "高山合作社");
  EXPECT_EQ(bars.series[0].values, (std::vector<std::int64_t>{100, 70}));
  const auto line =
      chart_of(by({"supplier", "month"}, {{{"org_1", "2026-01"}, 100}, {{"org_2", "2026-01"}, 70}}), names);
  ASSERT_EQ(line.series.size(), 2u);
  EXPECT_EQ(line.series[1].values, (std::vector<std::int64_t>{70}));
}

TEST(Charts, WhatNamesHoldIsNeverMarkup) {
  const auto svg =
      draw(chart_of(by({"supplier"}, {{{"org_1"}, 100}}), {{"org_1", "<script>alert(1)</script>\"合作社"}}));
  EXPECT_FALSE(contains(svg, "<script"));
  EXPECT_TRUE(contains(svg, "&lt;script&gt;"));
  EXPECT_FALSE(contains(svg, "href"));
  EXPECT_TRUE(contains(svg, "role=\"img\""));
  EXPECT_TRUE(contains(svg, "prefers-color-scheme:dark"));
}

TEST(Charts, LongLabelsAreToldInFull) {
  const std::string name = "凉山彝族自治州金阳县高山青花椒种植与加工农民专业合作社联合社";
  const auto svg = draw(chart_of(by({"supplier"}, {{{"org_1"}, 123'456'789'00}}), {{"org_1", name}}));
  EXPECT_TRUE(contains(svg, "<title>" + name + "</title>凉山"));
  EXPECT_TRUE(contains(svg, "…</text>"));
}

// The pictures as they were looked at, in a browser at the width of a phone. SHANHAI_GOLDEN=write keeps them anew.
TEST(Charts, AreThoseThatWereLookedAt) {
  const auto folder =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "golden/measurement/charts";
  auto line = by({"month", "category"}, {});
  line.from = parse_date("2025-09-01").value();
  std::int64_t value = 40'000'000;
  for (const auto* month : {"2025-09", "2025-10", "2025-12", "2026-01", "2026-02"}) {
    for (const auto* category : {"agricultural", "herbal_medicine", "freight"})
      line.rows.push_back({{month, category}, value = value * 7 % 90'000'011});
  }
  auto empty = by({"origin_county"}, {});
  empty.language = Language::en;
  empty.title = "Purchases paid, 2026Q1, by county of production";
  empty.subtitle = empty.footnote = "";
  const std::pair<const char*, Chart> charts[] = {
      {"counties.svg",
       chart_of(by({"origin_county"}, {{{"513301"}, 123'456'789}, {{"513332"}, 86'419'752}, {{"513431"}, -4'321}}))},
      {"pairings.svg", chart_of(by({"pairing", "buyer_kind"}, {{{"440605-513431", "consumer"}, 123'450},
                                                               {{"440600-513431:inferred", "budget_unit"}, 99},
                                                               {{"none", "trade_union"}, 0}}))},
      {"months.svg", chart_of(line)},
      {"empty.svg", chart_of(empty)},
  };
  for (const auto& [name, chart] : charts) {
    const auto path = folder / name;
    const auto svg = draw(chart);
    if (std::getenv("SHANHAI_GOLDEN")) {
      std::filesystem::create_directories(folder);
      std::ofstream(path) << svg;
    }
    std::ostringstream kept;
    kept << std::ifstream(path).rdbuf();
    EXPECT_EQ(svg, kept.str()) << path << ": look at the picture, then SHANHAI_GOLDEN=write";
  }
}

}  // namespace
}  // namespace shanhai::measurement::charts
