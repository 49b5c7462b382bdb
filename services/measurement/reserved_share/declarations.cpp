#include "services/measurement/reserved_share/declarations.hpp"

#include "common/base/divisions.hpp"
#include "services/measurement/audited_reading.hpp"
#include "services/measurement/reserved_share/declaring.hpp"
#include "services/measurement/reserved_share/events.hpp"
#include "services/measurement/reserved_share/store.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr int kMonths = 12;

DeclarationView view_of(const DeclarationRow& row, const std::map<OrganisationId, std::string>& names) {
  DeclarationView out;
  out.declaration_id = row.id;
  out.year = row.year;
  out.unit_id = row.unit;
  if (const auto name = names.find(row.unit); name != names.end()) out.unit_name = name->second;
  out.region = row.region;
  out.canteen = row.canteen;
  out.state = row.state;
  out.canteen_total = row.canteen_total;
  out.ratio_ppm = row.ratio_ppm;
  out.reserved = row.reserved;
  out.units = row.units;
  out.contractor = row.contractor;
  out.successor = row.successor;
  out.exempt_reason = row.exempt_reason;
  out.version = row.version;
  out.submitted_at = row.submitted_at;
  return out;
}

void add_objections(db::Tx& tx, std::vector<DeclarationView>& views) {
  std::vector<DeclarationId> ids;
  for (const auto& view : views) ids.push_back(view.declaration_id);
  const auto objections = store::list_objections(tx, ids);
  for (auto& view : views) {
    const auto found = objections.find(view.declaration_id);
    if (found == objections.end()) continue;
    for (const auto& step : found->second) view.objections.push_back({step.organisation, step.reason, step.taken_at});
  }
}

std::vector<DeclarationView> views_of(db::Tx& tx, const std::vector<DeclarationRow>& rows) {
  std::vector<OrganisationId> units;
  for (const auto& row : rows) units.push_back(row.unit);
  const auto names = store::list_organisation_names(tx, units);
  std::vector<DeclarationView> out;
  for (const auto& row : rows) out.push_back(view_of(row, names));
  add_objections(tx, out);
  return out;
}

DeclarationView view_alone(db::Tx& tx, const DeclarationRow& row) { return std::move(views_of(tx, {row}).front()); }

Result<DeclarationView> read_whole(db::Tx& tx, const SharePolicy& policy, const auth::Principal& caller,
                                   DeclarationId id) {
  SH_TRY(const auto scope, unit_scope(tx, caller));
  SH_TRY(const auto row, store::get_declaration(tx, id, scope));
  auto out = view_alone(tx, row);
  SH_TRY(const auto state, state_of(tx, std::nullopt));
  SH_TRY(const auto bought, bought_for(tx, policy, {row}, row.year, kMonths, state));
  const auto amount = bought.at(row.id);
  out.progress = ShareProgress{policy.measure, row.reserved, amount, completion_of(amount, row.reserved)};
  out.steps.emplace();
  for (const auto& step : store::list_steps(tx, id)) {
    SH_TRY(auto declared, json::parse_value(step.declared));
    out.steps->push_back({step.action, step.organisation, step.reason, step.taken_at, declared.as_object()});
  }
  return out;
}

Result<DeclarationPage> read_page(db::Tx& tx, const auth::Principal& caller, const DeclarationQuery& query,
                                  DeclarationId after) {
  SH_TRY(const auto scope, unit_scope(tx, caller));
  const store::DeclarationFilter filter{static_cast<int>(query.year.value()), query.state, query.unit};
  const auto size = query.limit ? query.limit->value() : 50;
  auto rows = store::list_declarations(tx, filter, scope, after, size + 1);
  DeclarationPage page;
  if (rows.size() > static_cast<std::size_t>(size)) {
    rows.resize(static_cast<std::size_t>(size));
    page.next_cursor = rows.back().id.str();
  }
  page.items = views_of(tx, rows);
  return page;
}

RatioList list_of(std::vector<RatioView> items) {
  RatioList out;
  out.version = static_cast<std::int64_t>(items.size());
  out.items = std::move(items);
  return out;
}

DeadlineList list_of(std::vector<DeadlineView> items) {
  DeadlineList out;
  out.version = static_cast<std::int64_t>(items.size());
  out.items = std::move(items);
  return out;
}

Result<RatioList> add_ratio(db::Tx& tx, Context& context, const Command& command, const RatioBody& body,
                            std::int64_t version) {
  const auto changed = Error::precondition_failed("the ratios were changed since they were read");
  if (store::lock_ratios(tx) != version) return changed;
  RatioView row;
  row.region = body.region;
  row.year = static_cast<int>(body.year.value());
  row.version = 1;
  for (const auto& other : store::list_ratios(tx)) {
    if (other.region == row.region && other.year == row.year) row.version = other.version + 1;
  }
  row.ratio_ppm = body.ratio_ppm;
  row.standing = "entered";
  row.source = body.source;
  row.reason = body.reason;
  row.entered_at = tx.now();
  if (!store::insert_ratio(tx, row, command.caller.account)) return changed;
  events::append(tx, context.random,
                 {kRatioSet,
                  "share_ratio",
                  row.region + "/" + std::to_string(row.year),
                  row.version,
                  command.caller.actor(),
                  "set",
                  command.trace_id,
                  {{"region", row.region}, {"year", row.year}, {"ratio_ppm", row.ratio_ppm}}});
  return list_of(store::list_ratios(tx));
}

Result<DeadlineList> add_deadline(db::Tx& tx, Context& context, const Command& command, const DeadlineBody& body,
                                  std::int64_t version) {
  const auto changed = Error::precondition_failed("the deadlines were changed since they were read");
  if (store::lock_deadlines(tx) != version) return changed;
  DeadlineView row;
  row.year = static_cast<int>(body.year.value());
  row.version = 1;
  for (const auto& other : store::list_deadlines(tx)) {
    if (other.year == row.year) row.version = other.version + 1;
  }
  row.declare_by = body.declare_by;
  row.buy_by = body.buy_by;
  row.remind_days = body.remind_days;
  row.reason = body.reason;
  row.entered_at = tx.now();
  if (!store::insert_deadline(tx, row, command.caller.account)) return changed;
  events::append(tx, context.random,
                 {kDeadlineSet,
                  "share_deadline",
                  std::to_string(row.year),
                  row.version,
                  command.caller.actor(),
                  "set",
                  command.trace_id,
                  {{"year", row.year},
                   {"declare_by", to_string(row.declare_by)},
                   {"buy_by", to_string(row.buy_by)},
                   {"remind_days", row.remind_days}}});
  return list_of(store::list_deadlines(tx));
}

}  // namespace

Task<Result<db::Replayable<DeclarationView>>> Declarations::submit(Command command, DeclarationBody body,
                                                                   db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<DeclarationView> {
      SH_TRY(const auto row, submit_declaration(tx, context_, command, body));
      return view_alone(tx, row);
    });
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<DeclarationView>> Declarations::correct(Command command, DeclarationId id, DeclarationBody body,
                                                    std::int64_t version) {
  auto work = [this, command, id, body, version](db::Tx& tx) -> Result<DeclarationView> {
    SH_TRY(const auto row, correct_declaration(tx, context_, command, id, body, version));
    return view_alone(tx, row);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<DeclarationView>> Declarations::decide(Command command, DeclarationId id, DeclarationAction action,
                                                   std::string reason, std::int64_t version) {
  auto work = [this, command, id, action, reason, version](db::Tx& tx) -> Result<DeclarationView> {
    SH_TRY(const auto row, decide_declaration(tx, context_, command, id, action, reason, version));
    return view_alone(tx, row);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<DeclarationView>> Declarations::get(auth::Principal caller, DeclarationId id) {
  auto read = [this, caller, id](db::Tx& tx) { return read_whole(tx, policy_, caller, id); };
  json::Object details{{"declaration", id.str()}};
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.share.read", std::move(details),
                              std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

Task<Result<DeclarationPage>> Declarations::list(auth::Principal caller, DeclarationQuery query) {
  DeclarationId after;
  if (query.cursor) {
    const auto parsed = DeclarationId::parse(query.cursor->str());
    if (parsed.has_error()) co_return Error::invalid_field("query/cursor", "invalid_cursor");
    after = *parsed;
  }
  auto read = [caller, query, after](db::Tx& tx) { return read_page(tx, caller, query, after); };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.shares.read", std::move(details),
                              std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

Task<Result<RatioList>> Declarations::ratios() {
  auto read = [](db::Tx& tx) -> Result<RatioList> { return list_of(store::list_ratios(tx)); };
  auto out = co_await context_.database.snapshot(std::move(read));
  co_return out;
}

Task<Result<RatioList>> Declarations::set_ratio(Command command, RatioBody body, std::int64_t version) {
  if (body.region.str() != "*" && !find_division(body.region.str()))
    co_return Error::invalid_field("/region", "unknown_division", "a GB/T 2260 code, or * for the whole country");
  auto work = [this, command, body, version](db::Tx& tx) { return add_ratio(tx, context_, command, body, version); };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<DeadlineList>> Declarations::deadlines() {
  auto read = [](db::Tx& tx) -> Result<DeadlineList> { return list_of(store::list_deadlines(tx)); };
  auto out = co_await context_.database.snapshot(std::move(read));
  co_return out;
}

Task<Result<DeadlineList>> Declarations::set_deadline(Command command, DeadlineBody body, std::int64_t version) {
  if (body.buy_by < body.declare_by)
    co_return Error::invalid_field("/buy_by", "out_of_range", "after it was to be declared");
  auto work = [this, command, body, version](db::Tx& tx) { return add_deadline(tx, context_, command, body, version); };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

}  // namespace shanhai::measurement
