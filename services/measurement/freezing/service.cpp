#include "services/measurement/freezing/service.hpp"

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "services/measurement/freezing/domain.hpp"
#include "services/measurement/freezing/figures.hpp"
#include "services/measurement/freezing/keys.hpp"
#include "services/measurement/registrations/entries.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

std::int64_t registrations_counted(db::Tx& tx) {
  const auto rows = tx.query(sql::measurement::freeze_find_counted, {{"consumer", kRegistrationsConsumer}});
  return rows.empty() ? 0 : rows.front().get<std::int64_t>("sequence");
}

std::vector<AdjustmentSum> sums_of(const std::vector<store::Adjustment>& adjustments) {
  std::vector<AdjustmentSum> out;
  for (const auto& one : adjustments)
    out.push_back({one.measure, one.kind, one.kind == "sale" ? one.amount : -one.amount, one.entries});
  return out;
}

}  // namespace

bool sees_everything(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator || caller.region == "*") return true;
  const auto* division = find_division(caller.region);
  return division && division->level == DivisionLevel::province;
}

FreezeView Freezes::view_of(const store::FrozenPeriod& frozen, const std::vector<std::string>& keys) const {
  return {
      frozen.period,         frozen.days.from, frozen.days.to, frozen.as_of,
      to_hex(frozen.digest), frozen.note,      keys,           "/v1/measurement/freezes/" + frozen.period + "/figures",
      frozen.reason,         frozen.frozen_at};
}

Result<FreezeView> Freezes::freeze_in(db::Tx& tx, const Command& command, const FreezeBody& body) {
  const auto& name = body.period.str();
  SH_TRY(const auto days, parse_freezable(name));
  SH_CHECK(check_over(days, china_date(tx.now()), freeze_policy_.days_after));
  store::lock_sources(tx);
  if (store::find_frozen(tx, name)) return Error::conflict("period_already_frozen");
  const auto as_of = current_as_of(tx);
  // Whatever is booked later is booked under a later day, then.
  if (as_of.orders.booked_on <= days.to ||
      store::waits_to_be_counted(tx, registrations_counted(tx), start_of_china_day(add_days(days.to, 1))))
    return Error::conflict("period_not_counted", "events of the period may still have to be counted");
  SH_TRY(const auto figures, canonical_figures(tx, policy_, name, as_of));
  const auto digest = sha256(figures.text);
  const auto keys = load_keys(tx, context_, origin_, command.caller.actor());
  const auto note = keys.sign(text_of({keys.origin(), name, as_of.str(), figures.rows, to_hex(digest)}));
  const store::FrozenPeriod frozen{name, days, as_of.str(), digest, note, body.reason, tx.now()};
  store::insert_frozen(tx, frozen, as_of, command.caller.actor());
  events::append(tx, context_.random,
                 {kPeriodFrozen, "period_freeze", name, 1, command.caller.actor(), body.reason, command.trace_id,
                  json::write(PeriodFrozen{name, frozen.as_of, to_hex(digest)}).as_object()});
  return view_of(frozen, list_verifier_keys(tx));
}

Task<Result<db::Replayable<FreezeView>>> Freezes::freeze(Command command, db::IdempotencyKey key, FreezeBody body) {
  if (command.caller.role != auth::Role::agency || !sees_everything(command.caller))
    co_return Error::forbidden("freeze_without_authority");
  auto work = [this, command, key, body](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return freeze_in(tx, command, body); });
  };
  auto done = co_await context_.database.transaction(work);
  if (done.has_value()) context_.sequencer.committed();
  co_return done;
}

Task<Result<FreezeList>> Freezes::list(auth::Principal caller) {
  auto work = [this, caller](db::Tx& tx) -> Result<FreezeList> {
    FreezeList out;
    const auto keys = list_verifier_keys(tx);
    for (const auto& frozen : store::list_frozen(tx)) out.items.push_back(view_of(frozen, keys));
    audit_read(tx, context_.random, caller, "measurement.freezes.read", {});
    return out;
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<FreezeView>> Freezes::find(auth::Principal caller, std::string period) {
  auto work = [this, caller, period](db::Tx& tx) -> Result<FreezeView> {
    const auto frozen = store::find_frozen(tx, period);
    if (!frozen) return Error::not_found("freeze");
    audit_read(tx, context_.random, caller, "measurement.freezes.read", {{"period", period}});
    return view_of(*frozen, list_verifier_keys(tx));
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<FreezeAdjustments>> Freezes::adjustments(auth::Principal caller, std::string period) {
  if (!sees_everything(caller)) co_return Error::forbidden("figures_of_all_regions");
  auto work = [this, caller, period](db::Tx& tx) -> Result<FreezeAdjustments> {
    if (!store::find_frozen(tx, period)) return Error::not_found("freeze");
    audit_read(tx, context_.random, caller, "measurement.adjustments.read", {{"period", period}});
    return FreezeAdjustments{period, sums_of(store::list_adjustments(tx, period, RefundView::posting)),
                             sums_of(store::list_adjustments(tx, period, RefundView::sale))};
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<std::string>> Freezes::figures(auth::Principal caller, std::string period) {
  if (!sees_everything(caller)) co_return Error::forbidden("figures_of_all_regions");
  auto work = [this, caller, period](db::Tx& tx) -> Result<std::string> {
    const auto frozen = store::find_frozen(tx, period);
    if (!frozen) return Error::not_found("freeze");
    SH_TRY(const auto as_of, read_as_of(tx, frozen->as_of));
    SH_TRY(auto figures, canonical_figures(tx, policy_, period, as_of));
    if (sha256(figures.text) != frozen->digest)
      return Error::internal("the figures of the frozen period " + period + " are no longer what was signed");
    audit_read(tx, context_.random, caller, "measurement.frozen_figures.read", {{"period", period}});
    return std::move(figures.text);
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

}  // namespace shanhai::measurement
