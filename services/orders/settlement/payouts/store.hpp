// What is payable, taken by payouts; and where it is paid to.
//
// Locks, in this order: a payout, suppliers' ledger accounts by supplier, a supplier's bank accounts, payable entries.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/settlement/payouts/rows.hpp"
#include "services/orders/settlement/store.hpp"

namespace shanhai::orders::store {

// Suppliers after `after` to whom at least `minimum` is payable, by id.
std::vector<OrganisationId> list_payable_suppliers(db::Tx& tx, Money minimum, OrganisationId after, std::int64_t limit);
// In key order; those to whom nothing ever was payable have no account, and are left out.
std::vector<OrganisationId> lock_payables(db::Tx& tx, const std::vector<OrganisationId>& suppliers);
void lock_payables(db::Tx& tx, OrganisationId supplier);  // opens its account where there is none

struct PayableEntry {
  LedgerTransactionId transaction;
  Money amount;  // towards the supplier > 0
};
// The caller holds the supplier's payables.
std::vector<PayableEntry> list_open_entries(db::Tx& tx, OrganisationId supplier);
// std::logic_error: one of them was taken already.
void take_entries(db::Tx& tx, PayoutId payout, OrganisationId supplier, const std::vector<PayableEntry>& entries);

struct CoveredEntry {
  LedgerTransactionId transaction;
  LedgerKind kind = LedgerKind::completion;
  std::optional<OrderId> order;
  Money amount;
  Instant occurred_at{};
};
std::vector<CoveredEntry> list_covered(db::Tx& tx, const PayoutRow& payout, LedgerTransactionId after,
                                       std::int64_t limit);

void insert_batch(db::Tx& tx, const PayoutBatchRow& batch);
Result<PayoutBatchRow> get_batch(db::Tx& tx, PayoutBatchId id);   // payout_batch_not_found
Result<PayoutBatchRow> lock_batch(db::Tx& tx, PayoutBatchId id);  // payout_batch_not_found
std::vector<PayoutBatchRow> list_batches(db::Tx& tx, PayoutBatchId before, std::int64_t limit);
// The first time only.
void record_export(db::Tx& tx, PayoutBatchId id, Instant at, const std::string& sha256);

void insert_payout(db::Tx& tx, const PayoutRow& payout);
// payout_not_found, also where it is not `supplier`'s.
Result<PayoutRow> get_payout(db::Tx& tx, PayoutId id, const std::optional<OrganisationId>& supplier);
Result<PayoutRow> lock_payout(db::Tx& tx, PayoutId id);
std::vector<PayoutRow> list_payouts(db::Tx& tx, PayoutBatchId batch);
// Newest first, of that supplier, else of that state, else all.
std::vector<PayoutRow> list_payouts(db::Tx& tx, const std::optional<OrganisationId>& supplier,
                                    const std::optional<PayoutState>& state, PayoutId before, std::int64_t limit);
// False: the bank reference is another payout's. The caller holds the row.
bool try_update_payout(db::Tx& tx, const PayoutRow& payout);
Money sum_in_flight(db::Tx& tx, OrganisationId supplier);

void insert_account(db::Tx& tx, const PayoutAccountRow& account);
// payout_account_not_found, also where it is not `supplier`'s.
Result<PayoutAccountRow> get_account(db::Tx& tx, PayoutAccountId id, const std::optional<OrganisationId>& supplier);
std::vector<PayoutAccountRow> list_accounts(db::Tx& tx, const std::optional<OrganisationId>& supplier,
                                            PayoutAccountId before, std::int64_t limit);
std::vector<PayoutAccountRow> list_accounts(db::Tx& tx, const std::vector<PayoutAccountId>& ids);
// All of the supplier's, the newest first.
std::vector<PayoutAccountRow> lock_accounts(db::Tx& tx, OrganisationId supplier);
// std::logic_error: changed without its lock.
void update_account(db::Tx& tx, const PayoutAccountRow& account);
// What the catalog calls the supplier; empty: it does not know it.
std::string supplier_name(db::Tx& tx, OrganisationId supplier);

}  // namespace shanhai::orders::store
