#include "services/identity/roles.hpp"

#include <stdexcept>

namespace shanhai::identity {

auth::Role role_of(OrganisationKind kind) {
  switch (kind) {
    case OrganisationKind::cooperative:
    case OrganisationKind::supplier_enterprise:
    case OrganisationKind::individual_business:
    case OrganisationKind::collective:
      return auth::Role::supplier;
    case OrganisationKind::budget_unit:
    case OrganisationKind::trade_union:
    case OrganisationKind::enterprise:
      return auth::Role::buyer_unit;
    case OrganisationKind::county_department:
      return auth::Role::county_reviewer;
    case OrganisationKind::agency:
      return auth::Role::agency;
    case OrganisationKind::platform:
      return auth::Role::platform_operator;
  }
  throw std::logic_error("unknown kind of organisation");
}

}  // namespace shanhai::identity
