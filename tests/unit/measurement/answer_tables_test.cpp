// The tables that agencies file: what stands where, in both languages.
#include "services/measurement/exports/answer_tables.hpp"

#include <gtest/gtest.h>

#include "common/sheets/sheets.hpp"

namespace shanhai::measurement {
namespace {

std::string line_of(const std::vector<sheets::Cell>& cells) {
  std::string out;
  for (const auto& cell : cells) {
    if (!out.empty()) out += '|';
    if (const auto* text = std::get_if<std::string>(&cell)) out += *text;
    if (const auto* number = std::get_if<std::int64_t>(&cell)) out += std::to_string(*number);
    if (const auto* money = std::get_if<Money>(&cell)) out += std::to_string(money->fen()) + "f";
  }
  return out;
}
std::string text_of(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : "|") + word;
  return out;
}

void expect_even(const AnswerTable& table) {
  EXPECT_EQ(table.head.columns.size(), table.head.widths.size());
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.head.columns.size()) << line_of(row);
}

ReportHeading heading(wording::Language language = wording::Language::zh, std::string region = "440600") {
  return {language, std::move(region), "", parse_rfc3339("2026-11-23T08:00:00Z").value()};
}

TEST(AnswerTable, CompletionOfTargets) {
  Completion answer;
  answer.year = 2026;
  answer.as_of = "20261123.7.20261123.0.19700101.0.1.0";
  answer.rows = {
      {"440605",
       "佛山市南海区",
       Money(100'000),
       Money(105'329),
       1'053'290,
       1,
       1,
       {{1, Money(5'329), Money(5'329), 53'290}, {2, Money(100'000), Money(105'329), 1'053'290}}},
      {"440606", "佛山市顺德区", Money(100'000), Money(-50), -500, 2, 1, {{1, Money(-50), Money(-50), -500}}}};
  const auto table = table_of(answer, heading());
  expect_even(table);
  EXPECT_EQ(table.head.title, "采购目标完成情况表");
  EXPECT_EQ(text_of(table.head.lines), "2026年，支付采购额|数据截至：2026年11月23日|统计范围：佛山市");
  EXPECT_EQ(text_of(table.head.columns), "排名|地区|年度目标（元）|累计净额（元）|完成率|1月净额（元）|2月净额（元）");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(line_of(table.rows[0]), "1|佛山市南海区|100000f|105329f|105.32%|5329f|100000f");
  EXPECT_EQ(line_of(table.rows[1]), "2|佛山市顺德区|100000f|-50f|-0.05%|-50f|");
}

ShareCounts counts() {
  ShareCounts out;
  out.units = 5;
  out.declared = 4;
  out.confirmed = 3;
  out.exempt = 1;
  out.missing = 1;
  out.canteen_total = Money(1'000);
  out.reserved = Money(300);
  out.bought = Money(150);
  out.completion_ppm = 500'000;
  return out;
}

TEST(AnswerTable, ReservedShareByUnitAndAsANotice) {
  Rollup rollup;
  rollup.year = 2026;
  rollup.as_of = "2026-11-23";
  rollup.total = counts();
  rollup.rows.push_back({});
  static_cast<ShareCounts&>(rollup.rows[0]) = counts();
  rollup.rows[0].name = "教育局";
  auto table = table_of(rollup, heading(wording::Language::zh, "*"));
  expect_even(table);
  EXPECT_EQ(table.head.title, "预留份额执行情况表");
  EXPECT_EQ(text_of(table.head.columns),
            "序号|单位|预算单位数|已填报|已确认|免填|未填报|食堂采购总额（元）|预留份额（元）|已采购（元）|完成率");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(line_of(table.rows[0]), "1|教育局|5|4|3|1|1|1000f|300f|150f|50.00%");
  EXPECT_EQ(line_of(table.rows[1]), "合计||5|4|3|1|1|1000f|300f|150f|50.00%");

  Overview overview;
  overview.year = 2026;
  overview.as_of = "2026-07-01";
  overview.total = counts();
  overview.regions.push_back({});
  overview.regions[0].name = "佛山市";
  overview.regions[0].rank = 1;
  overview.systems.push_back({});
  overview.systems[0].name = "教育系统";
  table = table_of(overview, heading());
  expect_even(table);
  EXPECT_EQ(table.head.title, "预留份额执行情况半年通报表");
  EXPECT_EQ(table.head.lines[0], "2026年上半年");
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(line_of(table.rows[0]), "地区|1|佛山市|0|0|0|0|0|0f|0f|0f|");
  EXPECT_EQ(line_of(table.rows[1]), "系统||教育系统|0|0|0|0|0|0f|0f|0f|");
}

TEST(AnswerTable, WhatHouseholdsWereGivenAndWhatIsNotTold) {
  BenefitReport answer;
  answer.period = "2026Q3";
  answer.rows.resize(2);
  answer.rows[0].method = BenefitMethod::wage;
  answer.rows[0].county = "513431";
  answer.rows[0].households = 12;
  answer.rows[0].amount = Money(345'600);
  answer.rows[1].method = BenefitMethod::land_rent;
  answer.rows[1].suppressed = true;
  answer.total.households = 13;
  answer.total.amount = Money(400'000);
  const auto table = table_of(answer, heading(), {});
  expect_even(table);
  EXPECT_EQ(table.head.title, "联农带农情况表");
  EXPECT_EQ(table.head.lines[0], "2026年第三季度");
  EXPECT_EQ(text_of(table.head.columns), "序号|带农方式|产品|供应商|县|受益农户数（去重）|金额（元）");
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(line_of(table.rows[0]), "1|务工工资|||昭觉县|12|345600f");
  EXPECT_EQ(line_of(table.rows[1]), "2|土地流转||||不单列|不单列");
  EXPECT_EQ(line_of(table.rows[2]), "合计|||||13|400000f");
}

TEST(AnswerTable, IsAFileInTheLanguageAskedFor) {
  BenefitReport answer;
  answer.period = "2026";
  const auto table = table_of(answer, heading(wording::Language::en), {});
  expect_even(table);
  const auto csv = render(table, sheets::TableFormat::csv);
  EXPECT_EQ(csv.name, "What households were given.csv");
  const auto rows = sheets::read_csv(csv.bytes).value();
  EXPECT_EQ(rows[0].front(), "What households were given");
  const auto xlsx = sheets::read_xlsx(render(table, sheets::TableFormat::xlsx).bytes).value();
  EXPECT_EQ(xlsx.size(), rows.size());
}

}  // namespace
}  // namespace shanhai::measurement
