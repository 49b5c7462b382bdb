// From a caller to what they may see and to what is written of them.
#pragma once

#include "common/auth/principal.hpp"
#include "services/catalog/scope.hpp"

namespace shanhai::catalog {

// An operator sees everything, a county reviewer its county, a supplier its own; everybody else nothing.
Scope scope_of(const auth::Principal& caller);

inline Change change_by(const auth::Principal& caller, std::string reason, std::string trace_id) {
  return {caller.actor(), std::move(reason), std::move(trace_id)};
}

// The supplier a caller acts for. forbidden where the token names no organisation.
Result<OrganisationId> supplier_of(const auth::Principal& caller);

}  // namespace shanhai::catalog
