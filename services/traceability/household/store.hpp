#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/household/api.hpp"

namespace shanhai::traceability::store {

struct HouseholdRow {
  HouseholdId id;
  OrganisationId supplier;
  std::string village_division;
  std::string data_key, identity;  // sealed
  Instant created_at{};
};

void insert_household(db::Tx& tx, const HouseholdRow& row);
// In order of id, which is random.
std::vector<HouseholdRow> list_households(db::Tx& tx, OrganisationId supplier, HouseholdId after, std::int64_t limit);
// Those of `ids` that are the supplier's, ordered.
std::vector<HouseholdId> find_own_households(db::Tx& tx, OrganisationId supplier, const std::vector<HouseholdId>& ids);

}  // namespace shanhai::traceability::store
