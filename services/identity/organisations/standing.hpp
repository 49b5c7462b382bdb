// What a person may act as: themselves, or a member of an active organisation.
#pragma once

#include "services/identity/organisations/store.hpp"

namespace shanhai::identity {

struct Standing {
  auth::Role role = auth::Role::consumer;
  std::optional<OrganisationId> organisation;
  std::string region;
  bool administrator = false;
};

// Everybody is a consumer. forbidden role_not_held; invalid /organisation_id: one is needed (several fit) or must not
// be given.
Result<Standing> find_standing(db::Tx& tx, AccountId account, auth::Role role,
                               std::optional<OrganisationId> organisation);

}  // namespace shanhai::identity
