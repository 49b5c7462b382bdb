#include "services/identity/organisations/standing.hpp"

#include "services/identity/roles.hpp"

namespace shanhai::identity {

Result<Standing> find_standing(db::Tx& tx, AccountId account, auth::Role role,
                               std::optional<OrganisationId> organisation) {
  if (role == auth::Role::consumer) {
    if (organisation) return Error::invalid_field("/organisation_id", "not_allowed", "a consumer acts for nobody else");
    return Standing{};
  }
  std::optional<Standing> found;
  for (const auto& one : store::list_memberships_of(tx, account)) {
    const auto& facts = one.organisation;
    if (facts.status != OrganisationStatus::active || role_of(facts.kind) != role) continue;
    if (organisation && *organisation != facts.id) continue;
    if (found) return Error::invalid_field("/organisation_id", "required", "several organisations fit");
    found = Standing{role, facts.id, facts.region, one.membership.administrator};
  }
  if (!found) return Error::forbidden("role_not_held");
  return *found;
}

}  // namespace shanhai::identity
