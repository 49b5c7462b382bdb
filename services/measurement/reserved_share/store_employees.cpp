#include "services/measurement/reserved_share/store_employees.hpp"

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

AttributionRow read_attribution(const db::Row& row) {
  AttributionRow out;
  out.id = row.get<AttributionId>("id");
  out.account = row.get<AccountId>("account");
  out.unit = row.get<OrganisationId>("unit");
  out.state = row.get<AttributionState>("state");
  out.valid_from = row.get<Date>("valid_from");
  out.valid_to = row.find<Date>("valid_to");
  out.staff_reference = row.find<std::string>("staff_reference").value_or("");
  out.version = row.get<std::int64_t>("version");
  out.requested_at = row.get<Instant>("requested_at");
  return out;
}

db::Value sealed(const AttributionRow& row) {
  return row.staff_reference.empty() ? db::Value(nullptr) : db::Value(db::Bytes{row.staff_reference});
}

db::Params owner_params(const AttributionOwner& owner) {
  return {{"any_account", !owner.account},
          {"account", owner.account.value_or(AccountId())},
          {"any_unit", !owner.unit},
          {"unit", owner.unit.value_or(OrganisationId())}};
}

}  // namespace

bool insert_attribution(db::Tx& tx, const AttributionRow& row) {
  if (!tx.try_insert(q::employee_attribution_open_insert, {{"account", row.account}, {"attribution", row.id}}))
    return false;
  tx.execute(q::employee_attribution_insert, {{"id", row.id},
                                              {"account", row.account},
                                              {"unit", row.unit},
                                              {"state", row.state},
                                              {"valid_from", row.valid_from},
                                              {"valid_to", row.valid_to},
                                              {"staff_reference", sealed(row)},
                                              {"version", row.version},
                                              {"requested_at", row.requested_at}});
  return true;
}

Result<AttributionRow> lock_attribution(db::Tx& tx, AttributionId id, const AttributionOwner& owner) {
  auto params = owner_params(owner);
  params.push_back({"id", id});
  const auto rows = tx.query(q::employee_attribution_lock, params);
  if (rows.empty()) return Error::not_found("attribution");
  return read_attribution(rows.front());
}

void update_attribution(db::Tx& tx, const AttributionRow& row) {
  const auto matched = tx.execute(q::employee_attribution_update, {{"id", row.id},
                                                                   {"state", row.state},
                                                                   {"valid_to", row.valid_to},
                                                                   {"staff_reference", sealed(row)},
                                                                   {"version", row.version}});
  if (matched != 1) throw std::logic_error("a locked attribution is not there");
  const bool open = row.state == AttributionState::requested || row.state == AttributionState::confirmed;
  if (!open) tx.execute(q::employee_attribution_open_delete, {{"account", row.account}});
}

void insert_attribution_step(db::Tx& tx, const AttributionRow& row, AttributionAction action, bool by_unit,
                             const std::string& reason) {
  tx.execute(q::employee_attribution_step_insert, {{"attribution", row.id},
                                                   {"version", row.version},
                                                   {"action", action},
                                                   {"by_unit", by_unit},
                                                   {"reason", reason},
                                                   {"now", tx.now()}});
}

std::vector<AttributionRow> list_attributions(db::Tx& tx, const AttributionOwner& owner, AttributionId before,
                                              std::int64_t limit) {
  std::vector<AttributionRow> out;
  const db::Value first = owner.account ? db::Value(*owner.account) : db::Value(owner.unit.value_or(OrganisationId()));
  const auto& query = owner.account ? q::employee_attribution_list_of_account : q::employee_attribution_list_of_unit;
  for (const auto row : tx.query(query, {{"owner", first}, {"before", before}, {"limit", limit}}))
    out.push_back(read_attribution(row));
  return out;
}

std::optional<Date> find_last_attributed(db::Tx& tx, AccountId account) {
  return tx.query(q::employee_attribution_find_last, {{"account", account}}).front().find<Date>("valid_to");
}

EmployeeSums sum_employees(db::Tx& tx, OrganisationId unit, orders::Measure measure, const Period& period) {
  const auto rows = tx.query(q::employee_attribution_sum,
                             {{"unit", unit}, {"measure", measure}, {"from", period.from}, {"to", period.to}});
  const auto row = rows.front();
  return {row.get<Money>("net_fen"), row.get<Money>("certified_fen"), row.get<std::int64_t>("employees")};
}

}  // namespace shanhai::measurement::store
