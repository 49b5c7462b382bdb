#include "services/traceability/records/scope.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"

namespace shanhai::traceability {
namespace {

Result<LotScope> scope_of_region(const std::string& region) {
  const auto* division = find_division(region);
  if (region == "*" || (division && division->level == DivisionLevel::province)) return LotScope{true, {}, {}};
  LotScope out;
  for (const auto& county : all_divisions()) {
    if (county.supported_origin && is_within(county.code, region)) out.counties.emplace_back(county.code);
  }
  if (out.counties.empty()) return Error::forbidden("region_without_lots", "no goods come from the caller's region");
  return out;
}

}  // namespace

Result<LotScope> lot_scope_of(const auth::Principal& caller) {
  switch (caller.role) {
    case auth::Role::supplier:
      if (!caller.organisation) break;
      return LotScope{false, caller.organisation, {}};
    case auth::Role::county_reviewer:
    case auth::Role::agency:
      return scope_of_region(caller.region);
    case auth::Role::platform_operator:
      return LotScope{true, {}, {}};
    case auth::Role::consumer:
    case auth::Role::buyer_unit:
      break;
  }
  return Error::forbidden();
}

Result<LotScope> narrowed(LotScope scope, const std::optional<std::string>& county) {
  if (!county) return scope;
  const auto& own = scope.counties;
  if (!scope.everything && !scope.supplier && std::find(own.begin(), own.end(), *county) == own.end())
    return Error::forbidden("county_outside_region", "the county is not in the caller's region");
  scope.everything = false;
  scope.counties = {*county};
  return scope;
}

std::optional<LotScope> narrowed(LotScope scope, OrganisationId supplier) {
  if (scope.supplier && *scope.supplier != supplier) return std::nullopt;
  scope.everything = false;
  scope.supplier = supplier;
  return scope;
}

}  // namespace shanhai::traceability
