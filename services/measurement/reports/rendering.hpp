// A report as a chart and as a table for people: the official layout, with Chinese headings and amounts in yuan.
#pragma once

#include "common/sheets/table_file.hpp"
#include "services/measurement/purchases/views.hpp"
#include "services/measurement/reports/format.hpp"
#include "services/measurement/reports/wording.hpp"

namespace shanhai::measurement {

// What stands around the figures.
struct ReportHeading {
  wording::Language language = wording::Language::zh;
  std::string region;  // whose figures they are: "*", or a division
  std::string title;   // empty: made from the question
  Instant made_at{};
};

struct ReportFile {
  std::string media_type, name, bytes;
};

// SHA-256 of what the report tells, hexadecimal: of lines "key<tab>...<tab>gross<tab>refunded<tab>lines<tab>quantity"
// of its rows in their order, the rest and the total, below the question's measure, period, refund view and as_of.
// Distinct counts and comparisons are no part of it.
std::string digest_of(const Report& report, const std::vector<std::string>& dimensions);

// As `group_by` names them, in its order.
std::vector<std::string> split_dimensions(std::string_view group_by);
std::vector<std::string> dimensions_of(const ReportQuery& query);

std::string draw_report(const Report& report, const ReportQuery& query, const ReportHeading& heading,
                        const wording::Names& names);
sheets::TableHead head_of(const Report& report, const ReportQuery& query, const ReportHeading& heading);
// Numbered, with the rest and the total at the end.
std::vector<std::vector<sheets::Cell>> rows_of(const Report& report, const ReportQuery& query,
                                               const ReportHeading& heading, const wording::Names& names);
std::vector<std::string> lines_below(const Report& report, const ReportQuery& query, const ReportHeading& heading);

// Of any format but json. Blocking.
ReportFile render(const Report& report, const ReportQuery& query, ReportFormat format, const ReportHeading& heading,
                  const wording::Names& names);

// "统计范围：佛山市", "数据截至：2026年4月1日": what tables of every kind have below their title.
std::vector<std::string> lines_above(const PurchaseFilter& query, RefundView view, std::string_view as_of,
                                     const ReportHeading& heading);
// "2026-04-01": the day of the orders' stream that an as_of names.
std::string day_of(std::string_view as_of);

}  // namespace shanhai::measurement
