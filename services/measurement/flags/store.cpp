#include "services/measurement/flags/store.hpp"

#include "common/base/encoding.hpp"
#include "common/events/event.hpp"
#include "services/measurement/context.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

// A list for IN must not be empty; a flag beside it says that it does not matter.
db::Value list_or_any(const DivisionSet& set) {
  return set.everything ? db::Value::list({db::Value("")}) : db::Value::list_of(set.codes);
}

void tell(db::Tx& tx, Random& random, std::string_view type, const FlagView& flag, const std::string& actor,
          const std::string& trace_id) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "flag";
  event.aggregate_id = flag.flag_id.str();
  event.version = flag.version;
  event.actor = actor;
  event.reason = boost::describe::enum_to_string(flag.state, "");
  event.trace_id = trace_id;
  event.payload = json::write(FlagChanged{flag.flag_id, flag.rule, flag.state}).as_object();
  events::append(tx, random, event);
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
  return out;
}

}  // namespace

void lock_flag_writer(db::Tx& tx) { tx.query(q::lock_flag_writer); }

bool raise_flag(db::Tx& tx, Random& random, const NewFlag& flag, Instant at) {
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
  if (is_new) tell(tx, random, kFlagRaised, view, std::string(kSystemActor), "");
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

std::vector<FlagView> list_flags(db::Tx& tx, const FlagQuery& query, const FlagScope& scope, FlagId before,
                                 std::int64_t limit) {
  const auto rows = tx.query(q::list_flags, {{"before", before},
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
  std::vector<FlagView> out;
  for (const auto row : rows) out.push_back(read_flag(row));
  return out;
}

void review_flag(db::Tx& tx, Random& random, FlagView& flag, FlagAction action, const std::string& actor,
                 const std::optional<OrganisationId>& organisation, const std::string& reason,
                 const std::string& trace_id) {
  const auto matched =
      tx.execute(q::update_flag, {{"state", flag.state}, {"id", flag.flag_id}, {"version", flag.version}});
  if (matched != 1) throw std::logic_error("a flag changed without its lock");
  ++flag.version;
  tx.execute(q::insert_flag_step, {{"flag", flag.flag_id},
                                   {"version", flag.version},
                                   {"action", action},
                                   {"actor", actor},
                                   {"organisation", organisation},
                                   {"reason", reason},
                                   {"now", tx.now()}});
  flag.steps.push_back({action, organisation, reason, tx.now()});
  tell(tx, random, kFlagReviewed, flag, actor, trace_id);
}

}  // namespace shanhai::measurement::store
