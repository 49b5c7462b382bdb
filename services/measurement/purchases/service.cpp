#include "services/measurement/purchases/service.hpp"

#include <algorithm>

#include "services/measurement/audited_reading.hpp"
#include "services/measurement/freezing/reporting.hpp"
#include "services/measurement/purchases/lines.hpp"
#include "services/measurement/purchases/report.hpp"
#include "services/measurement/purchases/scope.hpp"
#include "services/measurement/purchases/unit_parts.hpp"

namespace shanhai::measurement {
namespace {

Result<std::vector<SumRow>> sum_of(db::Tx& tx, const Policy& policy, const ReportQuery& query,
                                   const Question& question) {
  if (query.unit) return sum_below(tx, policy, question, *query.unit);
  return sum(tx, policy, question);
}

// What can be asked together.
Result<void> check(const ReportQuery& query, const Question& question) {
  const bool by_unit = std::find(question.by.begin(), question.by.end(), Dimension::unit) != question.by.end();
  if (by_unit && !query.unit)
    return Error::invalid_field("query/group_by", "needs_unit", "unit: below which unit is asked for as `unit`");
  if (query.unit && query.distinct)
    return Error::invalid_field("query/distinct", "not_by_unit", "counted for one organisation, or for all");
  if (query.order == Order::change && !query.year_on_year.value_or(false))
    return Error::invalid_field("query/order", "needs_year_on_year", "change is against the year before");
  return {};
}

Result<void> check_size(const Policy& policy, const ReportQuery& query, const purchases::Found& found) {
  const auto rows = std::max(found.rows.size(), found.previous ? found.previous->size() : 0);
  if (query.limit || rows <= policy.most_rows) return {};
  return Error::invalid_field("query/limit", "narrow_the_question",
                              "more than " + std::to_string(policy.most_rows) +
                                  " rows: ask for the first ones, a shorter period or fewer dimensions");
}

Result<void> count(db::Tx& tx, const Policy& policy, const ReportQuery& query, const Question& question,
                   purchases::Found& found) {
  if (!query.distinct) return {};
  SH_TRY(const auto asked, parse_distinct(query.distinct->str()));
  auto whole = question;
  whole.by.clear();
  for (const auto what : asked) {
    SH_TRY(auto counts, count_distinct(tx, policy, question, what));
    SH_TRY(const auto total, count_distinct(tx, policy, whole, what));
    counts.insert(total.begin(), total.end());
    found.distinct[what] = std::move(counts);
  }
  return {};
}

}  // namespace

Result<Report> make_report(db::Tx& tx, const Policy& policy, const ReportQuery& query, Question question) {
  if (query.group_by) {
    SH_TRY(question.by, parse_group_by(query.group_by->str()));
  }
  SH_CHECK(check(query, question));
  Report report;
  report.measure = question.measure;
  report.period = query.period;
  report.refund_view = question.view;
  auto as_of = current_as_of(tx);
  if (query.as_of) {
    SH_TRY(as_of, read_as_of(tx, query.as_of->str()));
    question.as_of = as_of;
  }
  SH_TRY(report.frozen, as_frozen(tx, query, as_of, question));
  report.as_of = as_of.str();
  report.applied_sequence = as_of.orders.sequence;
  purchases::Found found;
  found.by = question.by;
  found.of_persons = !question.filter.buyer_kind || *question.filter.buyer_kind == orders::BuyerKind::consumer;
  SH_TRY(found.rows, sum_of(tx, policy, query, question));
  SH_CHECK(check_size(policy, query, found));  // before more is read
  if (query.year_on_year.value_or(false)) {
    auto before = question;
    before.period = year_before(question.period);
    SH_TRY(found.previous, sum_of(tx, policy, query, before));
  }
  SH_CHECK(check_size(policy, query, found));
  SH_CHECK(count(tx, policy, query, question, found));
  purchases::fill_report(report, query, policy, found);
  if (policy.extend_pairings_to) {
    report.pairings_note = "the newest pairings are extended to " + to_string(*policy.extend_pairings_to) +
                           " by this installation's settings";
  }
  return report;
}

Task<Result<Report>> Purchases::report(auth::Principal caller, ReportQuery query) {
  SH_CO_TRY(auto scope, scope_of(caller));
  SH_CO_TRY(auto question, to_question(query, scope));
  auto read = [this, query, question](db::Tx& tx) { return make_report(tx, policy_, query, question); };
  auto details = json::write(query).as_object();
  auto audited =
      read_audited(database_, random_, caller, "measurement.purchases.read", std::move(details), std::move(read));
  SH_CO_TRY(auto report, co_await std::move(audited));
  co_return report;
}

Task<Result<PurchaseLines>> Purchases::lines(auth::Principal caller, LinesQuery query) {
  SH_CO_TRY(auto scope, scope_of(caller));
  SH_CO_TRY(auto question, to_question(query, scope));
  SH_CO_TRY(auto after, purchases::parse_cursor(policy_, query));
  const purchases::PageSize size{0, caller.role == auth::Role::platform_operator};
  auto read = [this, query, question, after, size](db::Tx& tx) {
    return purchases::read_page(tx, policy_, query, question, after, size);
  };
  auto details = json::write(query).as_object();
  auto audited =
      read_audited(database_, random_, caller, "measurement.lines.read", std::move(details), std::move(read));
  SH_CO_TRY(auto page, co_await std::move(audited));
  co_return page;
}

}  // namespace shanhai::measurement
