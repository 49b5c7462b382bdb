// Households: who they are is sealed under a key of their own and unsealed for their cooperative only.
#pragma once

#include "common/auth/principal.hpp"
#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "services/traceability/household/store.hpp"

namespace shanhai::traceability {

class HouseholdService {
 public:
  HouseholdService(db::Database& database, const auth::Vault& vault, Random& random)
      : database_(database), vault_(vault), random_(random) {}

  // invalid: unknown_division, invalid_phone, invalid_id_number.
  Task<Result<HouseholdReceipt>> add(auth::Principal caller, HouseholdEntry entry);
  Task<Result<HouseholdPage>> list(auth::Principal caller, ListQuery query);

 private:
  store::HouseholdRow sealed(OrganisationId supplier, const HouseholdEntry& entry) const;
  HouseholdView unsealed(const store::HouseholdRow& row) const;

  db::Database& database_;
  const auth::Vault& vault_;
  Random& random_;
};

}  // namespace shanhai::traceability
