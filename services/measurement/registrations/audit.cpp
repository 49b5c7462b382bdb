#include "services/measurement/registrations/audit.hpp"

#include <algorithm>

#include "services/measurement/ledger/ledger.hpp"
#include "services/measurement/registrations/change.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

constexpr Instant kNever{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};
constexpr orders::Measure kMeasures[] = {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted,
                                         orders::Measure::completed};

std::int64_t distance(std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; }

// What decides in which measures each counts; of a page, by id.
std::map<RegistrationId, RegistrationRow> list_page(db::Tx& tx, RegistrationId after, Instant before,
                                                    std::int64_t limit) {
  std::map<RegistrationId, RegistrationRow> out;
  std::vector<RegistrationId> ids;
  const db::Params params{{"after", after}, {"before", before}, {"limit", limit}};
  for (const auto row : tx.query(q::registration_audit_list, params)) {
    RegistrationRow one;
    one.id = row.get<RegistrationId>("id");
    one.state = row.get<RegistrationState>("state");
    one.registered_by = row.get<TradeSide>("registered_by");
    one.purchased_on = row.get<Date>("purchased_on");
    one.received_on = row.find<Date>("received_on");
    one.amount = row.get<Money>("amount_fen");
    one.both_sides = row.get<bool>("both_sides");
    ids.push_back(one.id);
    out.emplace(one.id, std::move(one));
  }
  if (ids.empty()) return out;
  for (const auto row : tx.query(q::registration_audit_vouchers, {{"registrations", db::Value::list_of(ids)}})) {
    VoucherRow voucher;
    voucher.kind = row.get<VoucherKind>("kind");
    voucher.dated_on = row.get<Date>("dated_on");
    voucher.amount = row.find<Money>("amount_fen");
    out.at(row.get<RegistrationId>("registration_id")).vouchers.push_back(std::move(voucher));
  }
  return out;
}

std::optional<Date> day_in(const CountedDays& days, orders::Measure measure) {
  switch (measure) {
    case orders::Measure::ordered:
      return days.ordered;
    case orders::Measure::paid:
      return days.paid;
    case orders::Measure::accepted:
      return days.accepted;
    case orders::Measure::completed:
      break;
  }
  return std::nullopt;
}

// What stands in the ledger against what should, on its day; under another day it counts as not there, and as too much.
std::int64_t difference(const db::Row& row, const char* amount, const char* on, std::optional<Date> day) {
  const auto should = day ? row.get<std::int64_t>("line_fen") : 0;
  const auto is = row.find<std::int64_t>(amount);
  if (!is) return should;
  if (!day || row.get<Date>(on) != *day) return should + *is;
  return distance(*is, should);
}

void compare(db::Tx& tx, orders::Measure measure, const std::map<RegistrationId, RegistrationRow>& page,
             runtime::AuditFinding& out) {
  std::vector<RegistrationId> ids;
  std::map<RegistrationId, std::optional<Date>> days;
  for (const auto& [id, row] : page) {
    ids.push_back(id);
    days[id] = day_in(counted_days(row), measure);
    if (days[id]) ++out.compared;
  }
  const db::Params params{{"measure", measure}, {"no_source", RefundId()}, {"registrations", db::Value::list_of(ids)}};
  for (const auto row : tx.query(q::registration_audit_entries, params)) {
    const auto id = row.get<RegistrationId>("registration_id");
    const auto day = days.at(id);
    const bool reversed = page.at(id).state == RegistrationState::reversed;
    const auto differs = difference(row, "counted_fen", "counted_on", day) +
                         difference(row, "taken_back_fen", "taken_back_on", reversed ? day : std::nullopt);
    out.difference += differs;
    if (differs != 0 && out.detail.empty()) out.detail = id.str() + " " + boost::describe::enum_to_string(measure, "");
  }
}

struct Compared {
  runtime::AuditFinding finding{"measurement.offline_sales", 0, 0, ""};
  std::optional<RegistrationId> last;  // of the page; none: it was empty
};

// Nothing is counted meanwhile. What was approved before counting stopped is counted, or waits and is left out; what is
// approved afterwards is in the second list only.
Result<Compared> compare_page(db::Tx& tx, RegistrationId after, std::int64_t at_once) {
  Compared out;
  const auto approved = list_page(tx, after, kNever, at_once);
  if (approved.empty()) return out;
  out.last = approved.rbegin()->first;
  const auto next = Ledger(tx, Origin::registrations).sequence() + 1;
  const auto waiting = tx.query(q::find_uncounted_event, {{"next", next}});
  auto page = list_page(tx, after, waiting.front().find<Instant>("occurred_at").value_or(kNever), at_once);
  std::erase_if(page, [&](const auto& row) {
    const auto known = approved.find(row.first);
    return known == approved.end() || known->second.state != row.second.state;
  });
  if (page.empty()) return out;
  for (const auto measure : kMeasures) compare(tx, measure, page, out.finding);
  return out;
}

}  // namespace

Result<runtime::AuditFinding> audit_registrations(db::Database& database, std::int64_t at_once) {
  auto out = Compared().finding;
  for (std::optional<RegistrationId> after = RegistrationId(); after;) {
    auto work = [&](db::Tx& tx) { return compare_page(tx, *after, at_once); };
    SH_TRY(const auto page, database.transaction_blocking(work));
    out.compared += page.finding.compared;
    out.difference += page.finding.difference;
    if (out.detail.empty()) out.detail = page.finding.detail;
    after = page.last;
  }
  return out;
}

}  // namespace shanhai::measurement
