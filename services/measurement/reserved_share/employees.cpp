#include "services/measurement/reserved_share/employees.hpp"

#include "services/measurement/audited_reading.hpp"
#include "services/measurement/reserved_share/store_employees.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr int kDaysAhead = 366;

std::string sealing_context(AttributionId id) { return "employee_attribution.staff_reference:" + id.str(); }

AttributionView view_of(db::Tx& tx, Context& context, const AttributionRow& row) {
  AttributionView out;
  out.attribution_id = row.id;
  out.unit_id = row.unit;
  const auto names = store::list_organisation_names(tx, {row.unit});
  if (const auto name = names.find(row.unit); name != names.end()) out.unit_name = name->second;
  out.state = row.state;
  out.valid_from = row.valid_from;
  out.valid_to = row.valid_to;
  if (!row.staff_reference.empty())
    out.staff_reference = context.vault.open_directly(row.staff_reference, sealing_context(row.id));
  out.version = row.version;
  out.requested_at = row.requested_at;
  return out;
}

void tell(db::Tx& tx, Context& context, const Command& command, const AttributionRow& row, AttributionAction action) {
  const bool by_unit = command.caller.role == auth::Role::buyer_unit;
  const AttributionFacts facts{row.id, row.unit, row.state, row.valid_from, row.valid_to};
  // Who works where is personal: a person's own step names nobody.
  events::append(
      tx, context.random,
      {kAttributionChanged, "attribution", row.id.str(), row.version, by_unit ? command.caller.actor() : "employee",
       boost::describe::enum_to_string(action, ""), command.trace_id, json::write(facts).as_object()});
}

AttributionOwner owner_of(const auth::Principal& caller) {
  if (caller.role == auth::Role::consumer) return {caller.account, std::nullopt};
  return {std::nullopt, caller.organisation.value_or(OrganisationId())};
}

Result<void> check_administrator(const auth::Principal& caller) {
  const bool stranger = caller.role == auth::Role::buyer_unit && !caller.administrator;
  if (stranger) return Error::forbidden("not_an_administrator");
  return {};
}

Result<void> check_request(db::Tx& tx, const Command& command, const AttributionBody& body) {
  const auto unit = store::find_newest_version(tx, body.unit_id);
  const bool employs = unit && unit->is_active() &&
                       (unit->is_budget_unit() || unit->kind == "trade_union" || unit->kind == "enterprise");
  if (!employs) return Error::invalid_field("/unit_id", "unknown_unit", "an active unit that buys");
  const auto today = china_date(tx.now());
  const Date first = today.year() / std::chrono::January / 1;
  if (body.valid_from < first || body.valid_from > add_days(today, kDaysAhead))
    return Error::invalid_field("/valid_from", "out_of_range", "a day of this year, or within the next");
  const auto last = store::find_last_attributed(tx, command.caller.account);
  if (last && body.valid_from <= *last)
    return Error::invalid_field("/valid_from", "out_of_range",
                                "after " + to_string(*last) + ", when the last one ended");
  return {};
}

Result<AttributionView> request_attribution(db::Tx& tx, Context& context, const Command& command,
                                            const AttributionBody& body) {
  SH_CHECK(check_request(tx, command, body));
  AttributionRow row;
  row.id = AttributionId(make_uuid_v7(tx.now(), context.random));
  row.account = command.caller.account;
  row.unit = body.unit_id;
  row.valid_from = body.valid_from;
  row.staff_reference = context.vault.seal_directly(body.staff_reference.str(), sealing_context(row.id));
  row.requested_at = tx.now();
  if (!store::insert_attribution(tx, row)) return Error::conflict("attribution_open");
  store::insert_attribution_step(tx, row, AttributionAction::request, false, "");
  tell(tx, context, command, row, AttributionAction::request);
  return view_of(tx, context, row);
}

Result<AttributionView> decide_attribution(db::Tx& tx, Context& context, const Command& command, AttributionId id,
                                           AttributionAction action, const std::string& reason) {
  SH_TRY(auto row, store::lock_attribution(tx, id, owner_of(command.caller)));
  SH_CHECK(check_administrator(command.caller));
  SH_TRY(row.state, move_attribution(row.state, action));
  ++row.version;
  row.staff_reference.clear();
  // One that has not begun ends before it began, and counts nothing.
  if (row.state == AttributionState::ended) row.valid_to = china_date(tx.now());
  store::update_attribution(tx, row);
  store::insert_attribution_step(tx, row, action, command.caller.role == auth::Role::buyer_unit, reason);
  tell(tx, context, command, row, action);
  return view_of(tx, context, row);
}

Result<EmployeeVolume> read_volume(db::Tx& tx, const SharePolicy& policy, const auth::Principal& caller,
                                   const EmployeeQuery& query) {
  if (!query.unit && caller.role != auth::Role::buyer_unit)
    return Error::invalid_field("query/unit", "required", "whose employees");
  const auto unit = query.unit ? *query.unit : *caller.organisation;
  SH_TRY(const auto scope, unit_scope(tx, caller));
  const auto known = store::find_newest_version(tx, unit);
  if (!known || !scope.sees(unit, known->region)) return Error::not_found("unit");
  EmployeeVolume out;
  out.unit_id = unit;
  out.unit_name = known->name;
  out.year = static_cast<int>(query.year.value());
  out.measure = policy.measure;
  SH_TRY(const auto state, state_of(tx, std::nullopt));
  const VolumeQuestion question{policy.measure, out.year, false, state};
  SH_TRY(const auto own, net_by_unit(tx, policy.reading, question, {unit}));
  if (const auto found = own.find(unit); found != own.end()) out.own_net = Money(total_of(found->second));
  const auto sums = store::sum_employees(tx, unit, policy.measure, year_of(out.year));
  const auto distinct = suppress(sums.employees, policy.reading.smallest_cell);
  out.suppressed = distinct.suppressed;
  out.employees = distinct.count;
  if (!out.suppressed) {
    out.employees_net = sums.net;
    out.employees_certified = sums.certified;
  }
  return out;
}

}  // namespace

Task<Result<db::Replayable<AttributionView>>> Employees::request(Command command, AttributionBody body,
                                                                 db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return request_attribution(tx, context_, command, body); });
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<AttributionPage>> Employees::list(auth::Principal caller, http::PageQuery query) {
  SH_CO_CHECK(check_administrator(caller));
  IdBytes newest;
  newest.fill(0xff);
  AttributionId before(newest);
  if (query.cursor) {
    const auto parsed = AttributionId::parse(query.cursor->str());
    if (parsed.has_error()) co_return Error::invalid_field("query/cursor", "invalid_cursor");
    before = *parsed;
  }
  auto read = [this, caller, query, before](db::Tx& tx) -> Result<AttributionPage> {
    auto rows = store::list_attributions(tx, owner_of(caller), before, query.size() + 1);
    AttributionPage page;
    if (rows.size() > static_cast<std::size_t>(query.size())) {
      rows.resize(static_cast<std::size_t>(query.size()));
      page.next_cursor = rows.back().id.str();
    }
    for (const auto& row : rows) page.items.push_back(view_of(tx, context_, row));
    return page;
  };
  auto out = co_await context_.database.snapshot(std::move(read));
  co_return out;
}

Task<Result<AttributionView>> Employees::decide(Command command, AttributionId id, AttributionAction action,
                                                std::string reason) {
  auto work = [this, command, id, action, reason](db::Tx& tx) {
    return decide_attribution(tx, context_, command, id, action, reason);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<EmployeeVolume>> Employees::volume(auth::Principal caller, EmployeeQuery query) {
  auto read = [this, caller, query](db::Tx& tx) { return read_volume(tx, policy_, caller, query); };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.employees.read",
                              std::move(details), std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

}  // namespace shanhai::measurement
