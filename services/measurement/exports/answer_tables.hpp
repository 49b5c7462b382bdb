// Answers of measurement as tables for people, in the layouts that agencies file: completion of targets, the reserved
// share by unit and as a half-yearly notice, and what households were given. (Purchases and their lines: reports/
// rendering.hpp, lines_table.hpp.) Pure.
//
// No form of either province was found published; headings and their order are assumed.
#pragma once

#include "common/async/workers.hpp"
#include "common/auth/principal.hpp"
#include "common/http/message.hpp"
#include "services/measurement/benefits/api.hpp"
#include "services/measurement/reports/rendering.hpp"
#include "services/measurement/reserved_share/views.hpp"
#include "services/measurement/targets/views.hpp"

namespace shanhai::measurement {

struct AnswerTable {
  sheets::TableHead head;
  std::vector<std::vector<sheets::Cell>> rows;
};

// Whose figures they are, and in which language. What the file says of its making is the day of the books, so that the
// same answer is the same bytes.
ReportHeading heading_of(const auth::Principal& caller, http::Language language, std::string_view as_of);

// 采购目标完成情况表: by rank, with the net of each month that has begun.
AnswerTable table_of(const Completion& completion, const ReportHeading& heading);
// 预留份额执行情况表: the unit's own row and those of its direct subordinates, with the total at the end.
AnswerTable table_of(const Rollup& rollup, const ReportHeading& heading);
// 预留份额执行情况半年通报表: regions by rank, then systems.
AnswerTable table_of(const Overview& overview, const ReportHeading& heading);
// 联农带农情况表: `names` of products and suppliers by id.
AnswerTable table_of(const BenefitReport& report, const ReportHeading& heading, const wording::Names& names);

// Of what is asked for as CSV or XLSX.
constexpr sheets::TableFormat table_format(ReportFormat format) {
  return format == ReportFormat::csv ? sheets::TableFormat::csv : sheets::TableFormat::xlsx;
}
constexpr sheets::TableFormat table_format(TableFormat format) {
  return format == TableFormat::csv ? sheets::TableFormat::csv : sheets::TableFormat::xlsx;
}
ReportFile render(const AnswerTable& table, sheets::TableFormat format);  // blocking
// The same, made on a worker, to be saved.
Task<http::Response> answer_table(Workers& workers, AnswerTable table, sheets::TableFormat format);

}  // namespace shanhai::measurement
