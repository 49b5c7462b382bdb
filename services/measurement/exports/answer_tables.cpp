#include "services/measurement/exports/answer_tables.hpp"

#include <fmt/format.h>

#include "services/measurement/reports/routes.hpp"
#include "services/measurement/reports/service.hpp"

namespace shanhai::measurement {
namespace {

using sheets::Cell;
using wording::Language;

struct Text2 {
  const char *zh, *en;
};
std::string in(Language language, const Text2& text) { return language == Language::zh ? text.zh : text.en; }

struct Heading {
  Text2 name;
  int width;
};

template <std::size_t N>
void add_columns(sheets::TableHead& head, Language language, const Heading (&columns)[N]) {
  for (const auto& column : columns) {
    head.columns.push_back(in(language, column.name));
    head.widths.push_back(column.width);
  }
}

std::string year_text(int year, Language language) { return wording::period(std::to_string(year), language); }

sheets::TableHead head_of(const Text2& title, std::vector<std::string> lines, const ReportHeading& heading) {
  sheets::TableHead out;
  out.title = heading.title.empty() ? in(heading.language, title) : heading.title;
  out.lines = std::move(lines);
  const auto region = heading.region.empty() || heading.region == "*"
                          ? in(heading.language, {"全部地区", "all regions"})
                          : wording::division(heading.region, heading.language);
  out.lines.push_back(in(heading.language, {"统计范围：", "region: "}) + region);
  out.created = heading.made_at;
  return out;
}

std::string as_of_text(std::string_view as_of, Language language) {
  return in(language, {"数据截至：", "as of "}) + wording::period(day_of(as_of), language);
}

// "105.32%", of parts in a million, towards zero; nothing where there is nothing to compare with.
std::string percent(const std::optional<std::int64_t>& ppm) {
  if (!ppm) return "";
  const auto hundredths = *ppm / 100;
  const auto size = hundredths < 0 ? -hundredths : hundredths;
  return fmt::format("{}{}.{:02}%", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

Cell known(const std::optional<std::int64_t>& count) { return count ? Cell(*count) : Cell(std::string()); }

// What every row of a reserved share tells, behind who it is of.
constexpr Heading kShareColumns[] = {{{"预算单位数", "budget units"}, 12},
                                     {{"已填报", "declared"}, 10},
                                     {{"已确认", "confirmed"}, 10},
                                     {{"免填", "exempt"}, 10},
                                     {{"未填报", "missing"}, 10},
                                     {{"食堂采购总额（元）", "canteen total (yuan)"}, 18},
                                     {{"预留份额（元）", "reserved (yuan)"}, 18},
                                     {{"已采购（元）", "bought (yuan)"}, 18},
                                     {{"完成率", "completion"}, 12}};

void append_share(std::vector<Cell>& to, const ShareCounts& counts) {
  to.insert(to.end(), {counts.units, counts.declared, counts.confirmed, counts.exempt, counts.missing,
                       counts.canteen_total, counts.reserved, counts.bought, percent(counts.completion_ppm)});
}

std::string method_text(BenefitMethod method, Language language) {
  switch (method) {
    case BenefitMethod::wage:
      return in(language, {"务工工资", "wages"});
    case BenefitMethod::produce:
      return in(language, {"收购农产品", "produce bought"});
    case BenefitMethod::dividend:
      return in(language, {"分红", "dividends"});
    case BenefitMethod::land_rent:
      return in(language, {"土地流转", "land rent"});
    case BenefitMethod::other:
      return in(language, {"其他", "other"});
  }
  throw std::logic_error("a method without a name");
}

std::string named(const std::string& id, const wording::Names& names) {
  const auto found = names.find(id);
  return found == names.end() ? id : found->second;
}

std::string level_text(TargetLevel level, Language language) {
  switch (level) {
    case TargetLevel::region:
      return in(language, {"地区", "region"});
    case TargetLevel::pairing:
      return in(language, {"结对关系", "pairing"});
    case TargetLevel::unit:
      return in(language, {"单位", "unit"});
  }
  throw std::logic_error("a level without a name");
}

}  // namespace

AnswerTable table_of(const Completion& completion, const ReportHeading& heading) {
  const auto language = heading.language;
  AnswerTable out;
  out.head = head_of({"采购目标完成情况表", "Completion of purchase targets"},
                     {year_text(completion.year, language) + in(language, {"，", ", "}) +
                          wording::measure(boost::describe::enum_to_string(completion.measure, ""), language),
                      as_of_text(completion.as_of, language)},
                     heading);
  out.head.columns = {in(language, {"排名", "rank"}), level_text(completion.level, language)};
  out.head.widths = {8, 30};
  constexpr Heading kColumns[] = {{{"年度目标（元）", "target of the year (yuan)"}, 18},
                                  {{"累计净额（元）", "net so far (yuan)"}, 18},
                                  {{"完成率", "completion"}, 12}};
  add_columns(out.head, language, kColumns);
  std::size_t months = 0;
  for (const auto& row : completion.rows) months = std::max(months, row.months.size());
  for (std::size_t month = 1; month <= months; ++month) {
    out.head.columns.push_back(language == Language::zh ? fmt::format("{}月净额（元）", month)
                                                        : fmt::format("net of month {} (yuan)", month));
    out.head.widths.push_back(16);
  }
  for (const auto& row : completion.rows) {
    auto& cells = out.rows.emplace_back(
        std::vector<Cell>{row.rank, row.subject_name, row.target, row.net, percent(row.completion_ppm)});
    for (const auto& month : row.months) cells.push_back(month.net);
    cells.resize(5 + months, Cell(std::string()));
  }
  return out;
}

AnswerTable table_of(const Rollup& rollup, const ReportHeading& heading) {
  const auto language = heading.language;
  AnswerTable out;
  out.head = head_of({"预留份额执行情况表", "Reserved share by unit"},
                     {year_text(rollup.year, language), as_of_text(rollup.as_of, language)}, heading);
  constexpr Heading kWho[] = {{{"序号", "no."}, 8}, {{"单位", "unit"}, 34}};
  add_columns(out.head, language, kWho);
  add_columns(out.head, language, kShareColumns);
  std::int64_t number = 0;
  for (const auto& row : rollup.rows) append_share(out.rows.emplace_back(std::vector<Cell>{++number, row.name}), row);
  append_share(out.rows.emplace_back(std::vector<Cell>{in(language, {"合计", "total"}), std::string()}), rollup.total);
  return out;
}

AnswerTable table_of(const Overview& overview, const ReportHeading& heading) {
  const auto language = heading.language;
  AnswerTable out;
  const auto name = std::to_string(overview.year) + (overview.half == 1 ? "H1" : "");
  out.head = head_of({"预留份额执行情况半年通报表", "Reserved share, half-yearly notice"},
                     {wording::period(name, language), as_of_text(overview.as_of, language)}, heading);
  constexpr Heading kWho[] = {{{"类别", "by"}, 10}, {{"排名", "rank"}, 8}, {{"地区或系统", "region or system"}, 34}};
  add_columns(out.head, language, kWho);
  add_columns(out.head, language, kShareColumns);
  const auto add = [&](const Text2& by, const std::vector<OverviewRow>& rows) {
    for (const auto& row : rows)
      append_share(out.rows.emplace_back(std::vector<Cell>{in(language, by), known(row.rank), row.name}), row);
  };
  add({"地区", "region"}, overview.regions);
  add({"系统", "system"}, overview.systems);
  append_share(out.rows.emplace_back(std::vector<Cell>{in(language, {"合计", "total"}), std::string(), std::string()}),
               overview.total);
  return out;
}

AnswerTable table_of(const BenefitReport& report, const ReportHeading& heading, const wording::Names& names) {
  const auto language = heading.language;
  AnswerTable out;
  out.head =
      head_of({"联农带农情况表", "What households were given"}, {wording::period(report.period, language)}, heading);
  if (report.as_of) out.head.lines.push_back(as_of_text(*report.as_of, language));
  constexpr Heading kColumns[] = {{{"序号", "no."}, 8},
                                  {{"带农方式", "method"}, 16},
                                  {{"产品", "product"}, 30},
                                  {{"供应商", "supplier"}, 34},
                                  {{"县", "county"}, 18},
                                  {{"受益农户数（去重）", "households, distinct"}, 18},
                                  {{"金额（元）", "amount (yuan)"}, 18}};
  add_columns(out.head, language, kColumns);
  const auto append = [&](Cell number, const BenefitSum& sum) {
    const auto untold = in(language, {"不单列", "not shown"});
    out.rows.push_back({std::move(number), sum.method ? method_text(*sum.method, language) : "",
                        sum.product_id ? named(sum.product_id->str(), names) : "",
                        sum.supplier_id ? named(sum.supplier_id->str(), names) : "",
                        sum.county ? wording::division(*sum.county, language) : "",
                        sum.households ? Cell(*sum.households) : Cell(untold),
                        sum.amount ? Cell(*sum.amount) : Cell(untold)});
  };
  std::int64_t number = 0;
  for (const auto& row : report.rows) append(++number, row);
  append(in(language, {"合计", "total"}), report.total);
  return out;
}

ReportFile render(const AnswerTable& table, sheets::TableFormat format) {
  return {std::string(sheets::media_type_of(format)),
          table.head.title + "." + std::string(sheets::extension_of(format)),
          sheets::table_bytes(format, table.head, table.rows)};
}

Task<http::Response> answer_table(Workers& workers, AnswerTable table, sheets::TableFormat format) {
  const auto shared = std::make_shared<const AnswerTable>(std::move(table));
  auto make = [shared, format](std::size_t) { return render(*shared, format); };
  auto file = co_await workers.run(make);
  co_return as_answer(std::move(file));
}

ReportHeading heading_of(const auth::Principal& caller, http::Language language, std::string_view as_of) {
  ReportHeading out;
  out.language = words_in(language);
  out.region = region_of(caller);
  if (const auto day = parse_date(day_of(as_of)); day.has_value()) out.made_at = start_of_china_day(*day);
  return out;
}

}  // namespace shanhai::measurement
