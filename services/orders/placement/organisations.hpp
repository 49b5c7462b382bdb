// What identity says of a buying organisation, remembered for a moment: a checkout needs its kind and finance region.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "services/identity/api.hpp"
#include "services/orders/api.hpp"

namespace shanhai::orders {

// nullopt: it does not buy.
std::optional<BuyerKind> buyer_kind(identity::OrganisationKind kind);

class Organisations {
 public:
  Organisations(identity::Api& identity, const Clock& clock) : identity_(identity), clock_(clock) {}

  // organisation_not_found. At most 30 s old.
  Task<Result<identity::Organisation>> get(OrganisationId id);

 private:
  struct Entry {
    identity::Organisation organisation;
    Instant read_at{};
  };
  identity::Api& identity_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<OrganisationId, Entry> entries_;  // at most 1024
};

}  // namespace shanhai::orders
