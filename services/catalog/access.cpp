#include "services/catalog/access.hpp"

namespace shanhai::catalog {

Scope scope_of(const auth::Principal& caller) {
  switch (caller.role) {
    case auth::Role::platform_operator:
      return Scope::all();
    case auth::Role::county_reviewer:
      if (caller.region.empty()) return {};
      return {false, std::nullopt, caller.region};
    case auth::Role::supplier:
      return {false, caller.organisation, std::nullopt};
    case auth::Role::consumer:
    case auth::Role::buyer_unit:
    case auth::Role::agency:
      return {};
  }
  return {};
}

Result<OrganisationId> supplier_of(const auth::Principal& caller) {
  if (!caller.organisation) return Error::forbidden("forbidden", "the token names no organisation");
  return *caller.organisation;
}

}  // namespace shanhai::catalog
