// The address book of a person, or of the unit they buy for.
#pragma once

#include "services/identity/addresses/store.hpp"
#include "services/identity/addresses/views.hpp"
#include "services/identity/environment.hpp"

namespace shanhai::identity {

class Addresses {
 public:
  explicit Addresses(const Environment& environment) : environment_(environment) {}

  // invalid: /phone, /division; conflict too_many_addresses.
  Task<Result<AddressView>> add(auth::Principal caller, DeliveryAddress address);
  Task<Result<AddressPage>> list(auth::Principal caller, AddressListQuery query);
  // not_found address; precondition_failed: `version` is not the present one.
  Task<Result<AddressView>> replace(auth::Principal caller, AddressId id, std::int64_t version,
                                    DeliveryAddress address);
  Task<Result<void>> remove(auth::Principal caller, AddressId id);
  Task<Result<DeliveryAddress>> find(BookOwner owner, AddressId id);

 private:
  const Environment& environment_;
};

}  // namespace shanhai::identity
