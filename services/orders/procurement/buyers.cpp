#include "services/orders/procurement/buyers.hpp"

namespace shanhai::orders {

Task<Result<BuyingOrganisation>> find_buying_organisation(Organisations& organisations, auth::Principal caller) {
  SH_CO_TRY(auto organisation, co_await organisations.get(caller.organisation.value_or(OrganisationId())));
  const auto kind = buyer_kind(organisation.kind);
  if (!kind || organisation.status != identity::OrganisationStatus::active) {
    co_return Error::forbidden("organisation_not_active", "only an active buying organisation can order");
  }
  co_return BuyingOrganisation{buyer_of(caller), *kind, organisation.name, organisation.uscc, organisation.region};
}

}  // namespace shanhai::orders
