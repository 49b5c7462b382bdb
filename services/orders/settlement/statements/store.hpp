// The ledger as one supplier's statement reads it.
#pragma once

#include "common/db/transaction.hpp"
#include "services/orders/settlement/store.hpp"

namespace shanhai::orders {

// Ledger transactions within it: at or after `from`, before `until`.
struct LedgerSpan {
  Instant from{}, until{};
};

// What a supplier is owed at an instant, towards it positive.
struct SupplierBalance {
  Money accrued, payable;
};

struct SupplierEntry {
  LedgerTransactionId transaction;
  IdBytes cause{};
  std::optional<OrderId> order;
  Instant occurred_at{};
  SupplierPostings postings;
};

namespace store {

// Before the first ledger transaction of that instant; before the one that is named.
SupplierBalance balance_before(db::Tx& tx, OrganisationId supplier, Instant at);
SupplierBalance balance_before(db::Tx& tx, OrganisationId supplier, LedgerTransactionId at);
// In order, after the one that is named (none: from the beginning), at most `limit`.
std::vector<SupplierEntry> list_statement(db::Tx& tx, OrganisationId supplier, const LedgerSpan& span,
                                          const std::optional<LedgerTransactionId>& after, std::int64_t limit);

}  // namespace store
}  // namespace shanhai::orders
