// Whose orders a caller may see and touch. It goes into the WHERE clause of every statement: what lies outside is not
// found.
#pragma once

#include <optional>

#include "common/auth/principal.hpp"
#include "common/base/ids.hpp"

namespace shanhai::orders {

// An organisation that buys, or a person: both are UUIDs, so one column and one index serve both.
SHANHAI_ID(BuyerId, "byr");

struct OrderScope {
  std::optional<BuyerId> buyer;            // only this buyer's
  std::optional<OrganisationId> supplier;  // only this supplier's
};

inline BuyerId buyer_of(const auth::Principal& caller) {
  return caller.role == auth::Role::buyer_unit && caller.organisation ? BuyerId(caller.organisation->bytes())
                                                                      : BuyerId(caller.account.bytes());
}

// platform_operator sees everything; a role without orders sees nothing (a nil buyer).
inline OrderScope scope_of(const auth::Principal& caller) {
  switch (caller.role) {
    case auth::Role::consumer:
    case auth::Role::buyer_unit:
      return {buyer_of(caller), std::nullopt};
    case auth::Role::supplier:
      return {std::nullopt, caller.organisation.value_or(OrganisationId())};
    case auth::Role::platform_operator:
      return {};
    case auth::Role::county_reviewer:
    case auth::Role::agency:
      break;
  }
  return {BuyerId(), OrganisationId()};
}

// Whose sales a caller may look into: a supplier's own, everybody's (nullopt) where it supervises.
inline std::optional<OrganisationId> owner_of(const auth::Principal& caller) {
  if (caller.role == auth::Role::agency || caller.role == auth::Role::platform_operator) return std::nullopt;
  return caller.organisation.value_or(OrganisationId());
}

}  // namespace shanhai::orders
