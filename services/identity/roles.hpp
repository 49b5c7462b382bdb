// Which role a member of an organisation acts in, and what a token then says.
#pragma once

#include "services/identity/api.hpp"

namespace shanhai::identity {

auth::Role role_of(OrganisationKind kind);

}  // namespace shanhai::identity
