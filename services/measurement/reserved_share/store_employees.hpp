// Attributions of employees in SQL.
#pragma once

#include "services/measurement/reserved_share/rows.hpp"
#include "services/measurement/units/tree.hpp"

namespace shanhai::measurement {

struct AttributionRow {
  AttributionId id;
  AccountId account;
  OrganisationId unit;
  AttributionState state = AttributionState::requested;
  Date valid_from{};
  std::optional<Date> valid_to;
  std::string staff_reference;  // sealed; empty: gone
  std::int64_t version = 1;
  Instant requested_at{};
};

// Whose attributions a statement may touch.
struct AttributionOwner {
  std::optional<AccountId> account;    // a person's own
  std::optional<OrganisationId> unit;  // those that name it
};

struct EmployeeSums {
  Money net, certified;
  std::int64_t employees = 0;
};

namespace store {

bool insert_attribution(db::Tx& tx, const AttributionRow& row);  // false: the account has an open one
Result<AttributionRow> lock_attribution(db::Tx& tx, AttributionId id, const AttributionOwner& owner);
// With its step; one that is open no more leaves its place.
void update_attribution(db::Tx& tx, const AttributionRow& row);
void insert_attribution_step(db::Tx& tx, const AttributionRow& row, AttributionAction action, bool by_unit,
                             const std::string& reason);
// Newest first, ids before `before`.
std::vector<AttributionRow> list_attributions(db::Tx& tx, const AttributionOwner& owner, AttributionId before,
                                              std::int64_t limit);
std::optional<Date> find_last_attributed(db::Tx& tx, AccountId account);
EmployeeSums sum_employees(db::Tx& tx, OrganisationId unit, orders::Measure measure, const Period& period);

}  // namespace store
}  // namespace shanhai::measurement
