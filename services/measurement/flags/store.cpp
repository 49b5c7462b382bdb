#include "services/measurement/flags/store.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "common/events/event.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/lists.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

void tell(db::Tx& tx, Random& random, std::string_view type, const FlagView& flag, const FlagActor& by) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "flag";
  event.aggregate_id = flag.flag_id.str();
  event.version = flag.version;
  event.actor = by.actor;
  event.reason = boost::describe::enum_to_string(flag.state, "");
  event.trace_id = by.trace_id;
  event.payload = json::write(FlagChanged{flag.flag_id, flag.rule, flag.state}).as_object();
  events::append(tx, random, event);
}

std::string_view event_of(FlagAction action) {
  if (action == FlagAction::withdraw) return kFlagWithdrawn;
  return action == FlagAction::raise_again ? kFlagRaisedAgain : kFlagReviewed;
}

FlagView read_flag(const db::Row& row) {
  FlagView out;
  out.flag_id = row.get<FlagId>("id");
  out.rule = row.get<FlagRule>("rule");
  out.state = row.get<FlagState>("state");
  out.version = row.get<std::int64_t>("version");
  if (const auto id = row.get<OrganisationId>("supplier"); !id.is_nil()) out.supplier_id = id;
  if (const auto id = row.get<OrganisationId>("buyer_organisation"); !id.is_nil()) out.buyer_id = id;
  out.buyer_division = row.get<std::string>("buyer_division");
  out.county = row.get<std::string>("county");
  out.occurred_on = row.get<Date>("occurred_on");
  out.amount = row.get<Money>("amount_fen");
  out.evidence = json::parse<FlagEvidence>(row.get<std::string>("evidence")).value();
  out.raised_at = row.get<Instant>("raised_at");
  out.withdrawn_at = row.find<Instant>("withdrawn_at");
  return out;
}

}  // namespace

void lock_flag_writer(db::Tx& tx) { tx.query(q::lock_flag_writer); }

bool insert_flag(db::Tx& tx, Random& random, const NewFlag& flag, Instant at) {
  FlagView view;
  view.flag_id = flag_id(flag.rule, flag.evidence_key, at);
  view.rule = flag.rule;
  const bool is_new = tx.try_insert(q::insert_flag, {{"id", view.flag_id},
                                                     {"rule", flag.rule},
                                                     {"evidence_key", db::Bytes{sha256(flag.evidence_key)}},
                                                     {"supplier", flag.supplier},
                                                     {"buyer", flag.buyer},
                                                     {"buyer_division", flag.buyer_division},
                                                     {"county", flag.county},
                                                     {"occurred_on", flag.occurred_on},
                                                     {"amount", flag.amount},
                                                     {"evidence", json::print(flag.evidence)},
                                                     {"now", tx.now()}});
  if (is_new) tell(tx, random, kFlagRaised, view, {std::string(kSystemActor), std::nullopt, ""});
  return is_new;
}

std::optional<FlagView> find_flag(db::Tx& tx, FlagId id, const FlagScope& scope) {
  const auto rows = tx.query(q::find_flag, {{"id", id},
                                            {"all_buyers", scope.buyers.everything},
                                            {"buyers", list_or_any(scope.buyers)},
                                            {"all_origins", scope.origins.everything},
                                            {"origins", list_or_any(scope.origins)}});
  if (rows.empty()) return std::nullopt;
  auto out = read_flag(rows.front());
  for (const auto row : tx.query(q::list_flag_steps, {{"flag", id}})) {
    out.steps.push_back({row.get<FlagAction>("action"), row.find<OrganisationId>("organisation"),
                         row.get<std::string>("reason"), row.get<Instant>("taken_at")});
  }
  return out;
}

void lock_flag(db::Tx& tx, FlagId id) { tx.query(q::lock_flag, {{"id", id}}); }

std::optional<LockedFlag> lock_flag(db::Tx& tx, FlagRule rule, std::string_view evidence_key) {
  const auto rows =
      tx.query(q::lock_flag_by_evidence, {{"rule", rule}, {"evidence_key", db::Bytes{sha256(evidence_key)}}});
  if (rows.empty()) return std::nullopt;
  return LockedFlag{read_flag(rows.front()), rows.front().get<std::int64_t>("settled_orders"),
                    rows.front().get<std::int64_t>("settled_registrations")};
}

std::vector<FlagLine> list_flag_lines(db::Tx& tx, const FlagEvidence& evidence, const FlagScope& scope) {
  std::vector<FlagLine> out;
  auto lines = evidence.lines;
  if (evidence.returned_lines)
    lines.insert(lines.end(), evidence.returned_lines->begin(), evidence.returned_lines->end());
  if (lines.empty()) return out;
  const auto rows = tx.query(q::list_flag_lines, {{"lines", db::Value::list_of(lines)},
                                                  {"all_buyers", scope.buyers.everything},
                                                  {"buyers", list_or_any(scope.buyers)},
                                                  {"all_origins", scope.origins.everything},
                                                  {"origins", list_or_any(scope.origins)}});
  for (const auto row : rows) {
    if (row.get<std::string>("kind") == "sale") {
      FlagLine line{row.get<OrderLineId>("line_id"), row.get<OrderId>("order_id"), row.get<OrganisationId>("supplier")};
      if (const auto product = row.get<ProductId>("product"); !product.is_nil()) line.product_id = product;
      line.production_county = row.get<std::string>("production_county");
      line.paid_on = row.get<Date>("occurred_on");
      line.quantity = row.get<std::int64_t>("quantity");
      line.amount = row.get<Money>("amount_fen");
      out.push_back(std::move(line));
    } else if (!out.empty() && out.back().line_id == row.get<OrderLineId>("line_id")) {
      auto& line = out.back();
      line.taken_back += row.get<Money>("amount_fen");
      line.taken_back_on = std::max(line.taken_back_on.value_or(Date{}), row.get<Date>("occurred_on"));
    }
  }
  return out;
}

FlagRead list_flags(db::Tx& tx, const FlagQuery& query, const FlagScope& scope, FlagId before, std::int64_t limit,
                    std::int64_t scanned) {
  const auto rows = tx.query(q::list_flags, {{"before", before},
                                             {"scanned", scanned},
                                             {"all_buyers", scope.buyers.everything},
                                             {"buyers", list_or_any(scope.buyers)},
                                             {"all_origins", scope.origins.everything},
                                             {"origins", list_or_any(scope.origins)},
                                             {"any_rule", !query.rule},
                                             {"rule", query.rule ? db::Value(*query.rule) : db::Value("")},
                                             {"any_state", !query.state},
                                             {"state", query.state ? db::Value(*query.state) : db::Value("")},
                                             {"any_supplier", !query.supplier},
                                             {"supplier", query.supplier.value_or(OrganisationId())},
                                             {"limit", limit}});
  FlagRead out;
  for (const auto row : rows) out.items.push_back(read_flag(row));
  const auto last = tx.query(q::find_flag_before, {{"before", before}, {"skipped", scanned - 1}});
  if (!last.empty()) out.reached = last.front().get<FlagId>("id");
  return out;
}

Result<void> step_flag(db::Tx& tx, Random& random, FlagView& flag, FlagAction action, const FlagActor& by,
                       const std::string& reason) {
  SH_TRY(flag.state, move_flag(flag.state, action));
  const auto matched = tx.execute(q::update_flag, {{"state", flag.state},
                                                   {"withdrawn_at", flag.withdrawn_at},
                                                   {"occurred_on", flag.occurred_on},
                                                   {"amount", flag.amount},
                                                   {"evidence", json::print(flag.evidence)},
                                                   {"id", flag.flag_id},
                                                   {"version", flag.version}});
  if (matched != 1) throw std::logic_error("a flag changed without its lock");
  ++flag.version;
  tx.execute(q::insert_flag_step, {{"flag", flag.flag_id},
                                   {"version", flag.version},
                                   {"action", action},
                                   {"actor", by.actor},
                                   {"organisation", by.organisation},
                                   {"reason", reason},
                                   {"now", tx.now()}});
  flag.steps.push_back({action, by.organisation, reason, tx.now()});
  tell(tx, random, event_of(action), flag, by);
  return {};
}

void update_flag_evidence(db::Tx& tx, const FlagView& flag) {
  tx.execute(q::update_flag_evidence, {{"evidence", json::print(flag.evidence)}, {"id", flag.flag_id}});
}

}  // namespace shanhai::measurement::store
