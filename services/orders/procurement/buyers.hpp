// The buying organisation that a caller acts for.
#pragma once

#include "services/orders/ordering/scope.hpp"
#include "services/orders/placement/organisations.hpp"

namespace shanhai::orders {

struct BuyingOrganisation {
  BuyerId id;
  BuyerKind kind = BuyerKind::budget_unit;
  std::string name, uscc;
  std::string region;  // its finance region
};

// forbidden organisation_not_active: only an active budget unit, union or enterprise buys.
Task<Result<BuyingOrganisation>> find_buying_organisation(Organisations& organisations, auth::Principal caller);

}  // namespace shanhai::orders
