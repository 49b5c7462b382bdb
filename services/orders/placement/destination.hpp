// Where goods go, for caps per address: one place is told from another by a keyed digest, made only where a cap asks
// for it.
#pragma once

#include <string>

#include "common/auth/sealing.hpp"
#include "services/identity/api.hpp"

namespace shanhai::orders {

class Destination {
 public:
  // Keeps the place in memory, nothing of the person. `vault` outlives it.
  Destination(const auth::Vault& vault, const identity::DeliveryAddress& address)
      : vault_(&vault), division_(address.division.str()), detail_(address.detail.str()) {}

  // 32 bytes; another one for each SKU, so that nobody can tell by them what else went there.
  std::string digest(SkuId sku) const;

 private:
  const auth::Vault* vault_;
  std::string division_, detail_;
};

// Letters and digits only, in one form for full and half width, upper and lower case: the same place written otherwise
// is the same. Other words for it are not seen through.
std::string normalised_place(const std::string& detail);

}  // namespace shanhai::orders
