#include "services/measurement/targets/service.hpp"

#include <algorithm>

#include "services/measurement/audited_reading.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/targets/completion.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

// Of one answer with its months; more are asked for by measure and region.
constexpr std::int64_t kRowsMax = 2000;

TargetView view_of(const TargetRow& row, const std::map<std::string, std::string>& names) {
  const auto name = names.find(row.subject);
  return {row.year,    row.level,  row.subject, name == names.end() ? "" : name->second, row.measure, row.amount,
          row.version, row.reason, row.set_at};
}

// A unit's finance region is known from identity's stream.
Result<void> find_unit_region(db::Tx& tx, TargetSubject& subject) {
  if (!subject.unit) return {};
  const auto unit = store::find_newest_version(tx, *subject.unit);
  const bool buys = unit && (unit->kind == "budget_unit" || unit->kind == "trade_union" || unit->kind == "enterprise");
  if (!buys) return Error::invalid_field("/subject", "unknown_unit", "a unit that buys");
  subject.buyer_region = unit->region;
  return {};
}

Result<void> check_authority(const auth::Principal& caller, const TargetSubject& subject) {
  if (caller.role == auth::Role::platform_operator || has_authority(caller.region, subject)) return {};
  return Error::forbidden("target_outside_authority");
}

Result<TargetScope> scope_of(db::Tx& tx, const auth::Principal& caller) {
  TargetScope out;
  if (caller.role == auth::Role::platform_operator) return out;
  if (caller.role == auth::Role::agency) {
    SH_TRY(out.regions, visibility_of(caller.region));
    return out;
  }
  SH_TRY(const auto units, unit_scope(tx, caller));
  out.any_unit = false;
  for (const auto unit : units.units) out.units.push_back(unit.str());
  return out;
}

void tell(db::Tx& tx, Context& context, const Command& command, const TargetRow& row) {
  const TargetFacts facts{row.year, row.level, row.subject, row.measure, row.amount};
  const std::string id =
      std::to_string(row.year) + "/" + row.subject + "/" + boost::describe::enum_to_string(row.measure, "");
  events::append(tx, context.random,
                 {kTargetSet, "target", id, row.version, command.caller.actor(), "set", command.trace_id,
                  json::write(facts).as_object()});
}

// A target of a pairing that nothing can count for is a mistake.
Result<void> check_pairing_holds(db::Tx& tx, const Policy& policy, const TargetSubject& subject, int year) {
  if (subject.level != TargetLevel::pairing) return {};
  auto pairings = store::list_pairings(tx, store::pairings_revision(tx));
  if (policy.extend_pairings_to) extend_newest(pairings, *policy.extend_pairings_to);
  const bool paired = std::any_of(pairings.begin(), pairings.end(), [&](const Pairing& pairing) {
    return pairing.buyer_division == subject.buyer_region && pairing.origin_division == subject.origin_region;
  });
  if (!paired) return Error::invalid_field("/subject", "not_paired", "no pairing of the two is on record");
  const auto period = year_of(year);
  if (!PairingTable(std::move(pairings)).may_count(subject.buyer_region, subject.origin_region, period.from, period.to))
    return Error::invalid_field("/year", "not_paired", "the two are not paired on any day of the year");
  return {};
}

Result<TargetView> set_target(db::Tx& tx, Context& context, const Policy& policy, const Command& command,
                              const TargetBody& body, TargetSubject subject, std::int64_t version) {
  SH_CHECK(find_unit_region(tx, subject));
  SH_CHECK(check_pairing_holds(tx, policy, subject, static_cast<int>(body.year.value())));
  SH_CHECK(check_authority(command.caller, subject));
  TargetRow row;
  row.year = static_cast<int>(body.year.value());
  row.level = body.level;
  row.subject = subject.text;
  row.measure = body.measure;
  const auto before = store::lock_newest_target(tx, row);
  const auto changed = Error::precondition_failed("the target was set since it was read");
  if ((before ? before->version : 0) != version) return changed;
  row.version = version + 1;
  row.amount = body.amount;
  row.buyer_region = subject.buyer_region;
  row.origin_region = subject.origin_region;
  row.reason = body.reason.str();
  row.set_by = command.caller.account;
  row.set_at = tx.now();
  row.revision = enter(tx);
  if (!store::insert_target(tx, row)) return changed;
  tell(tx, context, command, row);
  return view_of(row, name_subjects(tx, {row}));
}

std::string cursor_after(const TargetRow& row) {
  return std::string(boost::describe::enum_to_string(row.level, "")) + "/" + row.subject + "/" +
         boost::describe::enum_to_string(row.measure, "");
}

Result<TargetRow> parse_cursor(const std::optional<Text<1, 512>>& cursor) {
  TargetRow out;
  if (!cursor) return out;
  const auto& text = cursor->str();
  const auto first = text.find('/'), last = text.rfind('/');
  const bool fits = first != text.npos && last > first &&
                    boost::describe::enum_from_string(text.substr(0, first).c_str(), out.level) &&
                    boost::describe::enum_from_string(text.substr(last + 1).c_str(), out.measure);
  if (!fits) return Error::invalid_field("query/cursor", "invalid_cursor");
  out.subject = text.substr(first + 1, last - first - 1);
  return out;
}

TargetFilter filter_of(std::int64_t year, const State& state) {
  TargetFilter out;
  out.year = static_cast<int>(year);
  out.known = state.as_of.entered;
  return out;
}

Result<TargetPage> read_page(db::Tx& tx, const auth::Principal& caller, const TargetQuery& query,
                             const TargetRow& after) {
  SH_TRY(const auto scope, scope_of(tx, caller));
  SH_TRY(const auto state, state_of(tx, query.as_of));
  auto filter = filter_of(query.year, state);
  filter.level = query.level;
  filter.measure = query.measure;
  const auto size = query.limit ? query.limit->value() : 50;
  auto rows = store::list_targets(tx, filter, scope, after, size + 1);
  TargetPage page;
  if (rows.size() > static_cast<std::size_t>(size)) {
    rows.resize(static_cast<std::size_t>(size));
    page.next_cursor = cursor_after(rows.back());
  }
  const auto names = name_subjects(tx, rows);
  for (const auto& row : rows) page.items.push_back(view_of(row, names));
  return page;
}

Result<Completion> read_completion(db::Tx& tx, const Policy& policy, const auth::Principal& caller,
                                   const CompletionQuery& query) {
  SH_TRY(const auto scope, scope_of(tx, caller));
  SH_TRY(const auto state, state_of(tx, query.as_of));
  auto filter = filter_of(query.year, state);
  filter.level = query.level;
  filter.measure = query.measure.value_or(orders::Measure::paid);
  const auto targets = store::list_targets(tx, filter, scope, {}, kRowsMax + 1);
  if (targets.size() > static_cast<std::size_t>(kRowsMax)) return Error::unprocessable("too_many_targets");
  Completion out;
  out.year = filter.year;
  out.level = query.level;
  out.measure = *filter.measure;
  out.as_of = state.as_of.str();
  const VolumeQuestion question{out.measure, out.year, false, state};
  SH_TRY(out.rows, complete_targets(tx, policy, targets, query.level, question));
  return out;
}

}  // namespace

Task<Result<TargetView>> Targets::set(Command command, TargetBody body, std::int64_t version) {
  if (body.amount.fen() <= 0) co_return Error::invalid_field("/amount", "out_of_range", "more than nothing");
  SH_CO_TRY(auto subject, parse_subject(body.level, body.subject.str()));
  auto work = [this, command, body, subject, version](db::Tx& tx) {
    return set_target(tx, context_, policy_, command, body, subject, version);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<TargetPage>> Targets::list(auth::Principal caller, TargetQuery query) {
  SH_CO_TRY(auto after, parse_cursor(query.cursor));
  auto read = [caller, query, after](db::Tx& tx) { return read_page(tx, caller, query, after); };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.targets.read",
                              std::move(details), std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

Task<Result<Completion>> Targets::completion(auth::Principal caller, CompletionQuery query) {
  auto read = [this, caller, query](db::Tx& tx) { return read_completion(tx, policy_, caller, query); };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.completion.read",
                              std::move(details), std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

}  // namespace shanhai::measurement
