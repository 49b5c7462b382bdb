#include "services/measurement/reserved_share/declaring.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "common/base/failpoint.hpp"
#include "services/measurement/entered.hpp"
#include "services/measurement/reserved_share/events.hpp"
#include "services/measurement/reserved_share/notices.hpp"
#include "services/measurement/reserved_share/store.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr int kSuccessorsMax = 32;

Result<void> check_administrator(const auth::Principal& caller) {
  if (!caller.administrator) return Error::forbidden("not_an_administrator");
  return {};
}

OrganisationId organisation_of(const auth::Principal& caller) { return caller.organisation.value_or(OrganisationId()); }

// Others file only for a unit that is merged or abolished, and so does nothing itself any more: they say so, and
// identity has it suspended.
Result<void> check_gone(const UnitVersion& unit, CanteenCase canteen) {
  const bool gone = canteen == CanteenCase::merged || canteen == CanteenCase::abolished;
  if (!gone)
    return Error::invalid_field("/canteen", "not_allowed", "for another unit only if it is merged or abolished");
  if (unit.is_active())
    return Error::invalid_field("/unit", "still_active", "a unit files for itself while it is there");
  return {};
}

// For itself, or, by the superior or the operator, for a unit that has nobody left to do it.
Result<OrganisationId> filing_unit(db::Tx& tx, const auth::Principal& caller, const DeclarationBody& body) {
  const auto own = organisation_of(caller);
  const auto unit = body.unit.value_or(own);
  if (unit == own) return unit;
  SH_TRY(const auto scope, unit_scope(tx, caller));
  const auto found = store::find_newest_version(tx, unit);
  if (!found || !scope.sees(unit, found->region)) return Error::invalid_field("/unit", "unknown_unit", "one below");
  SH_CHECK(check_gone(*found, body.canteen));
  return unit;
}

Result<UnitVersion> find_budget_unit(db::Tx& tx, OrganisationId unit) {
  const auto found = store::find_newest_version(tx, unit);
  if (!found || !found->is_budget_unit()) return Error::forbidden("not_a_budget_unit");
  return *found;
}

Result<void> check_others(db::Tx& tx, const DeclaredShare& declared) {
  std::vector<FieldError> wrong;
  for (std::size_t i = 0; i < declared.sharing.size(); ++i) {
    const auto found = store::find_newest_version(tx, declared.sharing[i]);
    if (!found || !found->is_budget_unit() || !found->is_active())
      wrong.push_back({"/sharing_units/" + std::to_string(i), "unknown_unit", "an active budget unit"});
  }
  if (declared.contractor) {
    const auto found = store::find_newest_version(tx, *declared.contractor);
    if (!found || found->kind != "enterprise")
      wrong.push_back({"/contractor", "unknown_unit", "an enterprise that buys"});
  }
  if (declared.successor) {
    const auto found = store::find_newest_version(tx, *declared.successor);
    if (!found || !found->is_budget_unit() || !found->is_active())
      wrong.push_back({"/successor", "unknown_unit", "an active budget unit"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

// Nobody succeeds themselves by way of others.
Result<void> check_succession(db::Tx& tx, const DeclarationRow& row) {
  auto at = row.successor;
  for (int i = 0; at && i < kSuccessorsMax; ++i) {
    if (*at == row.unit) return Error::invalid_field("/successor", "not_allowed", "it is succeeded by this unit");
    std::optional<OrganisationId> next;
    for (const auto& other : store::list_for_units(tx, row.year, {*at}, kNewestEntered)) {
      if (other.unit == *at && other.id != row.id) next = other.successor;
    }
    at = next;
  }
  return {};
}

DeclaredShare declared_of(const DeclarationBody& body, OrganisationId unit) {
  DeclaredShare out;
  out.unit = unit;
  out.canteen = body.canteen;
  out.canteen_total = body.canteen_total;
  if (body.sharing_units) out.sharing = *body.sharing_units;
  out.contractor = body.contractor;
  out.successor = body.successor;
  if (body.exempt_reason) out.exempt_reason = body.exempt_reason->str();
  return out;
}

Result<void> set_ratio(db::Tx& tx, DeclarationRow& row, const DeclarationBody& body) {
  if (is_exempt(row.canteen)) {
    row.ratio_ppm = 0;
    row.reserved = Money();
    if (body.ratio_ppm) return Error::invalid_field("/ratio_ppm", "not_allowed", "nothing is reserved");
    return {};
  }
  std::vector<ShareRatio> ratios;
  for (const auto& ratio : store::list_ratios(tx))
    ratios.push_back({ratio.region, ratio.year, ratio.version, ratio.ratio_ppm});
  const auto* least = ratio_for(ratios, row.region, row.year);
  if (!least) return Error::unprocessable("no_ratio");
  row.ratio_ppm = body.ratio_ppm ? body.ratio_ppm->value() : least->ratio_ppm;
  if (row.ratio_ppm < least->ratio_ppm) {
    return Error::unprocessable("ratio_below_least")
        .with("least_ppm", least->ratio_ppm)
        .with("region", json::write(least->region))
        .with("from_year", least->year);
  }
  row.reserved = reserved_amount(row.canteen_total, row.ratio_ppm);
  return {};
}

// Everything that the body says, checked; what the row was before counts no more.
Result<void> fill(db::Tx& tx, DeclarationRow& row, const DeclarationBody& body) {
  const auto declared = declared_of(body, row.unit);
  SH_CHECK(check_declared(declared));
  SH_CHECK(check_others(tx, declared));
  row.canteen = declared.canteen;
  row.canteen_total = declared.canteen_total.value_or(Money());
  row.contractor = declared.contractor;
  row.successor = declared.successor;
  row.exempt_reason = declared.exempt_reason;
  row.units = declared.sharing;
  row.units.push_back(row.unit);
  std::sort(row.units.begin(), row.units.end());
  SH_CHECK(check_succession(tx, row));
  return set_ratio(tx, row, body);
}

Result<void> place(db::Tx& tx, const DeclarationRow& row) {
  if (const auto taken = store::put_units(tx, row))
    return Error::conflict("already_declared").with("unit_id", json::write(*taken));
  return {};
}

void take_step(db::Tx& tx, Context& context, const Command& command, const DeclarationRow& row,
               DeclarationAction action, const std::string& reason) {
  store::insert_step(tx, {row.id, row.version, action, command.caller.account, organisation_of(command.caller), reason,
                          json::print(facts_of(row)), tx.now()});
  tell(tx, context, command, row, action);
  store::append_version(tx, row, enter(tx));
}

// The organisation that filed it: the unit, or whoever did so for one that is gone.
OrganisationId filed_by(db::Tx& tx, const DeclarationRow& row) {
  const auto steps = store::list_steps(tx, row.id);
  return steps.empty() ? row.unit : steps.front().organisation;
}

// The nearest active superior, but never who filed it. nullopt: an agency that oversees the unit's finances.
std::optional<OrganisationId> reviewing_unit(db::Tx& tx, const DeclarationRow& row) {
  const auto today = china_date(tx.now());
  const auto tree = load_superiors(tx, {row.unit});
  const auto superior = tree.active_superior(row.unit, today);
  if (superior && *superior == filed_by(tx, row)) return tree.active_superior(*superior, today);
  return superior;
}

bool is_reviewer(db::Tx& tx, const auth::Principal& caller, const DeclarationRow& row) {
  const auto superior = reviewing_unit(tx, row);
  if (superior) return caller.role == auth::Role::buyer_unit && caller.organisation == superior;
  return caller.role == auth::Role::agency;  // the scope has looked at its region
}

Result<void> check_filing(db::Tx& tx, const auth::Principal& caller, const DeclarationRow& row) {
  const auto own = organisation_of(caller);
  if (own != row.unit && own != filed_by(tx, row)) return Error::forbidden("not_the_filing_unit");
  return check_administrator(caller);
}

// A unit that was filed for as gone may be there again by the time somebody looks.
Result<void> check_still_gone(db::Tx& tx, const DeclarationRow& row) {
  auto last = row.unit;
  for (const auto& step : store::list_steps(tx, row.id)) {
    if (step.action == DeclarationAction::submit) last = step.organisation;
  }
  if (last == row.unit) return {};
  SH_TRY(const auto unit, find_budget_unit(tx, row.unit));
  if (unit.is_active()) return Error::conflict("unit_still_active");
  return {};
}

// Whoever the declaration names besides the unit that filed it.
Result<void> check_objecting(db::Tx& tx, const auth::Principal& caller, const DeclarationRow& row) {
  const auto own = organisation_of(caller);
  const bool named = own != row.unit && std::find(row.units.begin(), row.units.end(), own) != row.units.end();
  if (!named) return Error::forbidden("not_a_sharing_unit");
  SH_CHECK(check_administrator(caller));
  const auto objections = store::list_objections(tx, {row.id});
  if (const auto found = objections.find(row.id); found != objections.end()) {
    const bool again = std::any_of(found->second.begin(), found->second.end(),
                                   [own](const DeclarationStepRow& step) { return step.organisation == own; });
    if (again) return Error::conflict("already_objected");
  }
  return {};
}

Result<void> check_may_decide(db::Tx& tx, const auth::Principal& caller, const DeclarationRow& row,
                              DeclarationAction action) {
  if (action == DeclarationAction::withdraw) return check_filing(tx, caller, row);
  if (action == DeclarationAction::object) return check_objecting(tx, caller, row);
  if (!is_reviewer(tx, caller, row)) return Error::forbidden("not_the_reviewer");
  SH_CHECK(check_administrator(caller));
  if (action == DeclarationAction::confirm) return check_still_gone(tx, row);
  return {};
}

}  // namespace

Result<DeclarationRow> submit_declaration(db::Tx& tx, Context& context, const Command& command,
                                          const DeclarationBody& body) {
  SH_CHECK(check_administrator(command.caller));
  SH_TRY(const auto unit, filing_unit(tx, command.caller, body));
  SH_TRY(const auto known, find_budget_unit(tx, unit));
  DeclarationRow row;
  row.id = DeclarationId(make_uuid_v7(tx.now(), context.random));
  row.year = static_cast<int>(body.year.value());
  row.unit = unit;
  row.region = known.region;
  row.submitted_at = tx.now();
  SH_CHECK(fill(tx, row, body));
  store::insert_declaration(tx, row);
  SH_CHECK(place(tx, row));
  take_step(tx, context, command, row, DeclarationAction::submit, "");
  tell_submitted(tx, context, row, reviewing_unit(tx, row));
  SHANHAI_FAILPOINT("measurement.reserved_share.submit_before_commit");
  return row;
}

Result<DeclarationRow> correct_declaration(db::Tx& tx, Context& context, const Command& command, DeclarationId id,
                                           const DeclarationBody& body, std::int64_t version) {
  SH_TRY(const auto scope, unit_scope(tx, command.caller));
  SH_TRY(auto row, store::lock_declaration(tx, id, scope));
  SH_CHECK(check_filing(tx, command.caller, row));
  if (body.unit && *body.unit != row.unit) return Error::invalid_field("/unit", "not_allowed", "as it was filed");
  if (body.year != row.year) return Error::invalid_field("/year", "not_allowed", "as it was filed");
  if (row.version != version) return Error::precondition_failed("the declaration was changed since it was read");
  if (organisation_of(command.caller) != row.unit) {
    SH_TRY(const auto unit, find_budget_unit(tx, row.unit));
    SH_CHECK(check_gone(unit, body.canteen));
  }
  SH_TRY(row.state, move_declaration(row.state, DeclarationAction::submit));
  ++row.version;
  SH_CHECK(fill(tx, row, body));
  store::update_declaration(tx, row);
  SH_CHECK(place(tx, row));
  take_step(tx, context, command, row, DeclarationAction::submit, "");
  tell_submitted(tx, context, row, reviewing_unit(tx, row));
  return row;
}

Result<DeclarationRow> decide_declaration(db::Tx& tx, Context& context, const Command& command, DeclarationId id,
                                          DeclarationAction action, const std::string& reason, std::int64_t version) {
  SH_TRY(const auto scope, unit_scope(tx, command.caller));
  SH_TRY(auto row, store::lock_declaration(tx, id, scope));
  SH_CHECK(check_may_decide(tx, command.caller, row, action));
  if (row.version != version) return Error::precondition_failed("the declaration was changed since it was read");
  SH_TRY(row.state, move_declaration(row.state, action));
  ++row.version;
  store::update_declaration(tx, row);
  if (action == DeclarationAction::withdraw) {
    store::clear_units(tx, row.id);
    row.units.clear();
  }
  take_step(tx, context, command, row, action, reason);
  if (action == DeclarationAction::object) {
    tell_objected(tx, context, row, organisation_of(command.caller), reviewing_unit(tx, row));
  } else if (action != DeclarationAction::withdraw) {
    tell_decided(tx, context, row, action);
  }
  return row;
}

}  // namespace shanhai::measurement
