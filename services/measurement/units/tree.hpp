// The tree of units from the database, as far as a question needs it; and whose units a caller may see.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/transaction.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {

// With everything that ever stood below `root`. `known`: of identity's stream; what was told behind it is not there.
UnitTree load_subtree(db::Tx& tx, OrganisationId root, std::int64_t known = kNewestUnits);
// With everything that ever stood below one of them. unprocessable: too_many_units, more than `most`.
Result<UnitTree> load_subtrees(db::Tx& tx, const std::vector<OrganisationId>& roots, std::int64_t known,
                               std::size_t most);
// With everything that ever stood above one of them.
UnitTree load_superiors(db::Tx& tx, const std::vector<OrganisationId>& units, std::int64_t known = kNewestUnits);

// What restricts a statement to the units of a caller: the operator's none; an agency sees those whose finances it
// oversees; a unit sees itself and what stands below it today.
struct UnitScope {
  DivisionSet regions;
  bool any_unit = true;
  std::vector<OrganisationId> units;

  bool sees(OrganisationId unit, std::string_view region) const;
};
// forbidden: another role.
Result<UnitScope> unit_scope(db::Tx& tx, const auth::Principal& caller);

// Parameters all_regions, regions, any_unit, units.
db::Params scope_params(const UnitScope& scope);

}  // namespace shanhai::measurement
