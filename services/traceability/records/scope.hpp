// Whose lots somebody may look into. It goes into the WHERE clause of every statement that lists lots.
#pragma once

#include "common/auth/principal.hpp"
#include "common/base/result.hpp"

namespace shanhai::traceability {

struct LotScope {
  bool everything = false;
  std::optional<OrganisationId> supplier;  // its own
  std::vector<std::string> counties;       // those that supervise the lots: see lot.supervising_county
};

// A supplier: its own. A county department: its county. An agency: the counties of its region; a whole province or "*"
// sees all, both provinces supervise jointly (domain rules). An operator: all. forbidden region_without_lots: no county
// that goods come from lies in the region, as with Guangdong's prefectures.
Result<LotScope> lot_scope_of(const auth::Principal& caller);

// Only what is in `county`, too. forbidden county_outside_region: the caller's scope does not reach there.
Result<LotScope> narrowed(LotScope scope, const std::optional<std::string>& county);
// Of these only one supplier's; nullopt: of another supplier its own are in scope only.
std::optional<LotScope> narrowed(LotScope scope, OrganisationId supplier);

}  // namespace shanhai::traceability
