// A supplier as itself and its reviewers see it.
#pragma once

#include "common/auth/sealing.hpp"
#include "services/catalog/supplier/store.hpp"

namespace shanhai::catalog {

// With its licences and history; the contact is unsealed.
SupplierView view_of(db::Tx& tx, const auth::Vault& vault, const store::SupplierRow& row);

}  // namespace shanhai::catalog
