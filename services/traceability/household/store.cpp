#include "services/traceability/household/store.hpp"

#include <algorithm>

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {

namespace q = sql::traceability;

void insert_household(db::Tx& tx, const HouseholdRow& row) {
  tx.execute(q::insert_household, {{"id", row.id},
                                   {"supplier", row.supplier},
                                   {"village_division", row.village_division},
                                   {"data_key", db::Bytes{row.data_key}},
                                   {"identity", db::Bytes{row.identity}},
                                   {"now", tx.now()}});
}

std::vector<HouseholdRow> list_households(db::Tx& tx, OrganisationId supplier, HouseholdId after, std::int64_t limit) {
  std::vector<HouseholdRow> out;
  const auto rows = tx.query(q::list_households, {{"supplier", supplier}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) {
    out.push_back({row.get<HouseholdId>("id"), supplier, row.get<std::string>("village_division"),
                   row.get<db::Bytes>("data_key").value, row.get<db::Bytes>("identity").value,
                   row.get<Instant>("created_at")});
  }
  return out;
}

std::vector<HouseholdId> find_own_households(db::Tx& tx, OrganisationId supplier, const std::vector<HouseholdId>& ids) {
  std::vector<HouseholdId> out;
  if (ids.empty()) return out;
  const auto rows = tx.query(q::find_own_households, {{"supplier", supplier}, {"ids", db::Value::list_of(ids)}});
  for (const auto row : rows) out.push_back(row.get<HouseholdId>("id"));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace shanhai::traceability::store
