// Identity over HTTP, for services that run apart from it.
#pragma once

#include "common/http/client.hpp"
#include "services/identity/api.hpp"

namespace shanhai::identity {

class RemoteApi final : public Api {
 public:
  explicit RemoteApi(http::ServiceClient client) : client_(std::move(client)) {}
  Task<Result<Organisation>> organisation(OrganisationId id) override;
  Task<Result<DeliveryAddress>> delivery_address(AddressRequest request) override;
  Task<Result<Contacts>> contacts(ContactRequest request) override;

 private:
  http::ServiceClient client_;
};

}  // namespace shanhai::identity
