#include "services/identity/remote.hpp"

#include "services/identity/internal.hpp"

namespace shanhai::identity {

Task<Result<Organisation>> RemoteApi::organisation(OrganisationId id) {
  const OrganisationRequest request{id};
  auto answer = co_await client_.post<Organisation>(std::string(kOrganisationPath), request);
  co_return answer;
}

Task<Result<DeliveryAddress>> RemoteApi::delivery_address(AddressRequest request) {
  auto answer = co_await client_.post<DeliveryAddress>(std::string(kDeliveryAddressPath), request);
  co_return answer;
}

Task<Result<Contacts>> RemoteApi::contacts(ContactRequest request) {
  auto answer = co_await client_.post<Contacts>(std::string(kContactsPath), request);
  co_return answer;
}

}  // namespace shanhai::identity
