#include "services/measurement/units/tree.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "services/measurement/lists.hpp"

namespace shanhai::measurement {

UnitTree load_subtree(db::Tx& tx, OrganisationId root, std::int64_t known) {
  return load_subtrees(tx, {root}, known, std::numeric_limits<std::size_t>::max()).value();
}

Result<UnitTree> load_subtrees(db::Tx& tx, const std::vector<OrganisationId>& roots, std::int64_t known,
                               std::size_t most) {
  std::set<OrganisationId> seen(roots.begin(), roots.end());
  for (std::vector<OrganisationId> level(seen.begin(), seen.end()); !level.empty();) {
    if (seen.size() > most) return Error::unprocessable("too_many_units", "more than " + std::to_string(most));
    std::vector<OrganisationId> next;
    for (const auto unit : store::list_subordinates(tx, level, known)) {
      if (seen.insert(unit).second) next.push_back(unit);
    }
    level = std::move(next);
  }
  return UnitTree(store::list_versions(tx, {seen.begin(), seen.end()}, known));
}

UnitTree load_superiors(db::Tx& tx, const std::vector<OrganisationId>& units, std::int64_t known) {
  std::set<OrganisationId> seen(units.begin(), units.end());
  std::vector<UnitVersion> history;
  for (std::vector<OrganisationId> level(seen.begin(), seen.end()); !level.empty();) {
    std::vector<OrganisationId> next;
    for (auto& version : store::list_versions(tx, level, known)) {
      if (version.superior && seen.insert(*version.superior).second) next.push_back(*version.superior);
      history.push_back(std::move(version));
    }
    level = std::move(next);
  }
  return UnitTree(history);
}

bool UnitScope::sees(OrganisationId unit, std::string_view region) const {
  if (!any_unit && std::find(units.begin(), units.end(), unit) == units.end()) return false;
  return regions.everything || std::find(regions.codes.begin(), regions.codes.end(), region) != regions.codes.end();
}

Result<UnitScope> unit_scope(db::Tx& tx, const auth::Principal& caller) {
  UnitScope out;
  switch (caller.role) {
    case auth::Role::platform_operator:
      return out;
    case auth::Role::agency:
      out.regions = finance_regions(caller.region);
      return out;
    case auth::Role::buyer_unit: {
      out.any_unit = false;
      const auto own = caller.organisation.value_or(OrganisationId());
      out.units = load_subtree(tx, own).below(own, china_date(tx.now()));
      return out;
    }
    default:
      return Error::forbidden();
  }
}

db::Params scope_params(const UnitScope& scope) {
  return {{"all_regions", scope.regions.everything},
          {"regions", store::list_or_any(scope.regions.codes)},
          {"any_unit", scope.any_unit},
          {"units", store::list_or_any(scope.units)}};
}

}  // namespace shanhai::measurement
