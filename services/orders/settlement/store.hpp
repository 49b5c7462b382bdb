// The double-entry ledger: rows are added, never changed.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/names.hpp"

namespace shanhai::orders {

// A ledger transaction; to suppliers an entry of theirs. It begins with the millisecond in which it happened.
SHANHAI_ID(LedgerTransactionId, "sen");

// What a ledger transaction stands for. A cause has one transaction of a kind: doing it twice is DuplicateKey.
struct LedgerCause {
  LedgerKind kind = LedgerKind::receipt;
  IdBytes cause{};  // the receipt, application, refund or order
  std::optional<OrderId> order;
};

struct LedgerEntry {
  IdBytes transaction{};
  LedgerKind kind = LedgerKind::receipt;
  std::optional<OrderId> order;
  Instant occurred_at{};
  Account account = Account::supplier_accrued;
  Money amount;  // debit > 0
};

namespace store {

// What it posts to supplier_payable becomes a payable entry, open until a payout takes it; payouts themselves do not.
// std::logic_error: the postings do not sum to zero.
void post(db::Tx& tx, Random& random, const LedgerCause& cause, const Postings& postings);

Money balance(db::Tx& tx, Account account, OrganisationId owner);
Money balance_of_order(db::Tx& tx, OrderId order, Account account);
Money accrued(db::Tx& tx, OrganisationId supplier);
std::vector<std::pair<Account, Money>> balances(db::Tx& tx);
// Newest first, before that transaction; of both accounts of the supplier.
std::vector<LedgerEntry> list_entries(db::Tx& tx, OrganisationId supplier, const IdBytes& before, std::int64_t limit);

}  // namespace store
}  // namespace shanhai::orders
