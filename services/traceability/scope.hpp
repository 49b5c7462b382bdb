// Who acts, as events and statements see it.
#pragma once

#include <string>

#include "common/auth/principal.hpp"
#include "common/base/result.hpp"

namespace shanhai::traceability {

// Goes into the outbox row, which is the change's audit entry.
struct Change {
  std::string actor;
  std::string reason;
  std::string trace_id;
};

inline constexpr std::string_view kSystemActor = "system";

// The supplier a caller acts for; everything of another is not found. forbidden: the token names no organisation.
inline Result<OrganisationId> supplier_of(const auth::Principal& caller) {
  if (!caller.organisation) return Error::forbidden("forbidden", "the token names no organisation");
  return *caller.organisation;
}

}  // namespace shanhai::traceability
