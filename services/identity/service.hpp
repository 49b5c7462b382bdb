// Identity as other services call it.
#pragma once

#include "services/identity/addresses/service.hpp"
#include "services/identity/api.hpp"
#include "services/identity/environment.hpp"

namespace shanhai::identity {

class Service final : public Api {
 public:
  Service(const Environment& environment, Addresses& addresses) : environment_(environment), addresses_(addresses) {}
  Task<Result<Organisation>> organisation(OrganisationId id) override;
  Task<Result<DeliveryAddress>> delivery_address(AddressRequest request) override;
  Task<Result<Contacts>> contacts(ContactRequest request) override;

 private:
  const Environment& environment_;
  Addresses& addresses_;
};

// Whom identity's own messages go to.
class OwnContactBook final : public notifications::ContactBook {
 public:
  explicit OwnContactBook(Api& api) : api_(api) {}
  Task<Result<std::vector<std::string>>> phones_of(const notifications::Recipient& recipient) override;

 private:
  Api& api_;
};

}  // namespace shanhai::identity
