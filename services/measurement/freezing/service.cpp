#include "services/measurement/freezing/service.hpp"

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "services/measurement/answered_before.hpp"
#include "services/measurement/freezing/domain.hpp"
#include "services/measurement/freezing/keys.hpp"
#include "services/measurement/registrations/entries.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::chrono::seconds kMadeIn{30};

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

FreezeView view_of(const store::FrozenPeriod& frozen, std::vector<std::string> keys) {
  const auto own = "/v1/measurement/freezes/" + frozen.period;
  return {frozen.period, frozen.days.from, frozen.days.to,   frozen.as_of,  to_hex(frozen.digest),
          frozen.note,   std::move(keys),  own + "/figures", frozen.reason, frozen.frozen_at};
}

// A question that the figures are made of was refused: the request has none of its fields, but the period.
Error at_period(Error error, const char* pointer) {
  for (auto& field : error.fields) field.pointer = pointer;
  return error;
}

}  // namespace

bool sees_everything(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator || caller.region == "*") return true;
  const auto* division = find_division(caller.region);
  return division && division->level == DivisionLevel::province;
}

Result<store::FrozenPeriod> Freezes::cut_in(db::Tx& tx, const Command& command, const FreezeBody& body) {
  const auto& name = body.period.str();
  SH_TRY(const auto days, parse_freezable(name));
  SH_CHECK(check_over(days, china_date(tx.now()), freeze_policy_.days_after));
  store::lock_sources(tx);
  if (auto there = store::lock_cut(tx, name)) {
    // Asked for again after it was freeze_in_progress: what was asked for is done.
    const bool is_own = there->actor == command.caller.actor() && there->reason == std::string(body.reason);
    if (!there->digest.empty() && !is_own) return Error::conflict("period_already_frozen");
    return std::move(*there);
  }
  // Its figures are frozen with the other's, and as of that one's state.
  if (const auto around = store::find_cut_around(tx, name, days))
    return Error::conflict("period_already_frozen", "its days are frozen with " + *around);
  const auto as_of = current_as_of(tx);
  // Whatever is booked later is booked under a later day, then.
  if (as_of.orders.booked_on <= days.to ||
      store::waits_to_be_counted(tx, registrations_counted(tx), start_of_china_day(add_days(days.to, 1))))
    return Error::conflict("period_not_counted", "events of the period may still have to be counted");
  const store::FrozenPeriod cut{name, days, as_of.str(), {}, {}, body.reason, tx.now(), command.caller.actor()};
  store::insert_cut(tx, cut, as_of);
  return cut;
}

Task<Result<store::FrozenPeriod>> Freezes::cut(Command command, FreezeBody body) {
  auto work = [this, command, body](db::Tx& tx) { return cut_in(tx, command, body); };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

// One that is cut already has its state.
Task<Result<void>> Freezes::wait_for_streams(std::string period) {
  auto find = [period](db::Tx& tx) -> Result<bool> { return store::find_cut(tx, period).has_value(); };
  SH_CO_TRY(const bool is_cut, co_await context_.database.snapshot(find));
  if (is_cut) co_return Result<void>();
  auto waiting = wait_until_followed(context_.database, streams_, freeze_policy_.for_streams);
  co_return co_await std::move(waiting);
}

Result<FreezeView> Freezes::view_in(db::Tx& tx, const std::string& period) const {
  const auto frozen = store::find_frozen(tx, period);
  if (!frozen) return Error::not_found("freeze");
  return view_of(*frozen, list_verifier_keys(tx));
}

Task<Result<db::Replayable<FreezeView>>> Freezes::freeze(Command command, db::IdempotencyKey key, FreezeBody body) {
  if (command.caller.role != auth::Role::agency || !sees_everything(command.caller))
    co_return Error::forbidden("freeze_without_authority");
  auto find = [key](db::Tx& tx) { return answered_before<FreezeView>(tx, key); };
  SH_CO_TRY(auto before, co_await context_.database.snapshot(find));
  if (before) co_return std::move(*before);
  const auto period = body.period.str();
  SH_CO_TRY(const auto days, parse_freezable(period));
  SH_CO_CHECK(check_over(days, china_date(context_.database.clock().now()), freeze_policy_.days_after));
  auto waiting = wait_for_streams(period);
  SH_CO_CHECK(co_await std::move(waiting));
  SH_CO_TRY(const auto cut_at, co_await cut(command, body));
  SHANHAI_FAILPOINT("measurement.freeze.cut");
  auto signing = jobs_.carry_out(period, freeze_policy_.for_figures);
  const auto is_signed = co_await std::move(signing);
  if (is_signed.has_error()) co_return at_period(is_signed.error(), "/period");
  if (!*is_signed) {
    co_return Error::conflict("freeze_in_progress",
                              "it is cut as of " + cut_at.as_of + ", and told once its figures are summed and signed");
  }
  auto work = [this, key, period](db::Tx& tx) { return db::idempotent(tx, key, [&] { return view_in(tx, period); }); };
  auto done = co_await context_.database.transaction(work);
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
    SH_TRY(auto view, view_in(tx, period));
    audit_read(tx, context_.random, caller, "measurement.freezes.read", {{"period", period}});
    return view;
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

Task<Result<Freezes::FiguresFile>> Freezes::figures(auth::Principal caller, std::string period) {
  if (!sees_everything(caller)) co_return Error::forbidden("figures_of_all_regions");
  auto find = [this, caller, period](db::Tx& tx) -> Result<std::string> {
    const auto frozen = store::find_frozen(tx, period);
    if (!frozen) return Error::not_found("freeze");
    audit_read(tx, context_.random, caller, "measurement.frozen_figures.read", {{"period", period}});
    return frozen->digest;
  };
  SH_CO_TRY(const auto digest, co_await context_.database.transaction(find));
  auto file = co_await jobs_.open(digest);
  if (!file) {
    auto making = jobs_.carry_out(period, freeze_policy_.for_figures);
    const auto made = co_await std::move(making);
    if (made.has_error()) co_return at_period(made.error(), "path/period");
    file = co_await jobs_.open(digest);
  }
  if (!file) co_return Error::unavailable("figures_being_made", kMadeIn);
  co_return FiguresFile{std::move(file), to_hex(digest)};
}

}  // namespace shanhai::measurement
