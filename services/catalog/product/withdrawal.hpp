// Taking listings off sale for a reason of the supplier's, not the product's.
#pragma once

#include "common/base/random.hpp"
#include "common/db/transaction.hpp"
#include "services/catalog/product/store.hpp"

namespace shanhai::catalog {

// Codes of a withdrawal, in events and answers.
inline constexpr std::string_view kBySupplier = "by_supplier";
inline constexpr std::string_view kSupplierSuspended = "supplier_suspended";
inline constexpr std::string_view kLicenceExpired = "licence_expired";

// One locked, published product.
void withdraw(db::Tx& tx, Random& random, const store::ProductRow& row, std::string_view reason, const Change& change);

// All that the supplier has listed; the supplier's row is locked already. Gives how many.
std::int64_t withdraw_all(db::Tx& tx, Random& random, OrganisationId supplier, std::string_view reason,
                          const Change& change);

// Withdraws what the supplier may no longer list because a licence ended, and remembers that those licences were acted
// upon.
std::int64_t withdraw_unlicensed(db::Tx& tx, Random& random, OrganisationId supplier);

}  // namespace shanhai::catalog
