#include "services/measurement/service.hpp"

#include "common/db/audit.hpp"
#include "services/measurement/households/store.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/report.hpp"

namespace shanhai::measurement {
namespace {

Result<Visibility> scope_of(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator) return Visibility{};
  if (caller.role == auth::Role::agency) return visibility_of(caller.region);
  return Error::forbidden();
}

PairingList as_list(const PairingTable& table, std::int64_t version, std::optional<std::string> note) {
  PairingList out;
  for (const auto& p : table.all()) {
    out.items.push_back({p.buyer_division, p.origin_division, p.valid_from, p.valid_to, Text<3, 8>(p.date_precision),
                         Text<1, 12>(p.standing), Text<0, 200>(p.note)});
  }
  out.version = version;
  out.note = std::move(note);
  return out;
}

}  // namespace

PairingTable Service::load_pairings(db::Tx& tx) const {
  auto pairings = store::list_pairings(tx);
  if (extend_pairings_to_) extend_newest(pairings, *extend_pairings_to_);
  return PairingTable(std::move(pairings));
}

std::optional<std::string> Service::pairings_note() const {
  if (!extend_pairings_to_) return std::nullopt;
  return "the newest pairings are extended to " + to_string(*extend_pairings_to_) + " by this installation's settings";
}

void Service::audit_read(db::Tx& tx, const auth::Principal& caller, std::string_view action, json::Object details) {
  db::append_audit(
      tx, random_,
      {caller.actor(), std::string(action), caller.region.empty() ? "*" : caller.region, std::move(details)});
}

Task<Result<Report>> Service::report(auth::Principal caller, ReportQuery query) {
  SH_CO_TRY(auto scope, scope_of(caller));
  SH_CO_TRY(auto filter, purchases::to_filter(query, scope));
  SH_CO_TRY(auto grouping, purchases::to_grouping(query));
  auto work = [this, caller, query, filter, grouping](db::Tx& tx) -> Result<Report> {
    const auto sums = store::sum_purchases(tx, filter, grouping);
    auto report = purchases::build_report(query, grouping, sums, load_pairings(tx));
    report.applied_sequence = store::applied_sequence(tx, kOrdersConsumer);
    report.pairings_note = pairings_note();
    audit_read(tx, caller, "measurement.purchases.read", json::write(query).as_object());
    return report;
  };
  co_return co_await database_.transaction(std::move(work));
}

Task<Result<PurchaseLines>> Service::lines(auth::Principal caller, LinesQuery query) {
  SH_CO_TRY(auto scope, scope_of(caller));
  SH_CO_TRY(auto filter, purchases::to_filter(query, scope));
  filter.by_sale_day = query.refund_view == RefundView::sale;
  SH_CO_TRY(auto after, purchases::parse_cursor(query));
  auto work = [this, caller, query, filter, after](db::Tx& tx) -> Result<PurchaseLines> {
    const auto pairings = load_pairings(tx);
    auto page = purchases::read_page(tx, query, filter, after, pairings);
    audit_read(tx, caller, "measurement.lines.read", json::write(query).as_object());
    return page;
  };
  co_return co_await database_.transaction(std::move(work));
}

Task<Result<HouseholdReport>> Service::households(auth::Principal caller, HouseholdQuery query) {
  SH_CO_TRY(auto scope, scope_of(caller));
  SH_CO_TRY(auto period, parse_period(query.period));
  SH_CO_TRY(const auto origins, purchases::to_divisions(query.origin_county, "origin_county"));
  scope.origins = scope.origins.intersect(origins);
  auto work = [this, caller, query, scope, period](db::Tx& tx) -> Result<HouseholdReport> {
    const auto counted = store::count_households(tx, period, scope);
    audit_read(tx, caller, "measurement.households.read", json::write(query).as_object());
    return HouseholdReport{query.period, counted.households, counted.lots};
  };
  co_return co_await database_.transaction(std::move(work));
}

Task<Result<PairingList>> Service::pairings() {
  auto work = [this](db::Tx& tx) -> Result<PairingList> {
    return as_list(load_pairings(tx), store::pairings_version(tx), pairings_note());
  };
  co_return co_await database_.snapshot(std::move(work));
}

Task<Result<PairingList>> Service::put_pairing(auth::Principal caller, PairingEntry entry, std::int64_t version) {
  const Pairing pairing{entry.buyer_division,
                        entry.origin_division,
                        entry.valid_from,
                        entry.valid_to,
                        entry.date_precision ? entry.date_precision->str() : "day",
                        "entered",
                        entry.note ? entry.note->str() : "",
                        1};
  SH_CO_CHECK(check_pairing(pairing));
  auto work = [this, caller, pairing, entry, version](db::Tx& tx) -> Result<PairingList> {
    if (store::lock_pairings_version(tx) != version) {
      return Error::precondition_failed("the pairings were changed since they were read");
    }
    store::put_pairing(tx, pairing);
    audit_read(tx, caller, "measurement.pairing.written", json::write(entry).as_object());
    return as_list(load_pairings(tx), store::pairings_version(tx), pairings_note());
  };
  co_return co_await database_.transaction(std::move(work));
}

Task<Result<MeasureTotals>> Service::totals(TotalsQuery) {
  auto work = [](db::Tx& tx) -> Result<MeasureTotals> {
    MeasureTotals out;
    for (const auto& sum : store::sum_rollup(tx))
      out.items.push_back({sum.measure, sum.gross, sum.refunded, sum.lines});
    out.applied_sequence = store::applied_sequence(tx, kOrdersConsumer);
    return out;
  };
  co_return co_await database_.snapshot(std::move(work));
}

}  // namespace shanhai::measurement
