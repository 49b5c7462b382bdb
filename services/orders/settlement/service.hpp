// What the ledger says to suppliers and to the operator.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/settlement/store.hpp"

namespace shanhai::orders {

struct SettlementAccount {
  OrganisationId supplier_id;
  Money accrued;    // all that buyers ever accepted, after fees
  Money payable;    // owed now: accrued, less refunds and payouts
  Money available;  // of it: return window over; below zero where more was given back
  Money in_flight;  // taken from it, on the way to the bank account
  Money debt;       // given back after it was paid out: the next payouts are less by it
};
BOOST_DESCRIBE_STRUCT(SettlementAccount, (), (supplier_id, accrued, payable, available, in_flight, debt))

struct SettlementEntry {
  std::string entry_id;
  LedgerKind kind = LedgerKind::acceptance;
  Account account = Account::supplier_accrued;
  std::optional<OrderId> order_id;
  Money amount;  // towards the supplier > 0
  Instant occurred_at{};
};
BOOST_DESCRIBE_STRUCT(SettlementEntry, (), (entry_id, kind, account, order_id, amount, occurred_at))

struct SettlementPage {
  std::vector<SettlementEntry> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(SettlementPage, (), (items, next_cursor))

struct AccountQuery {
  std::optional<OrganisationId> supplier_id;  // for the operator; a supplier reads its own
};
BOOST_DESCRIBE_STRUCT(AccountQuery, (), (supplier_id))

struct EntryQuery : http::PageQuery {
  std::optional<OrganisationId> supplier_id;
};
BOOST_DESCRIBE_STRUCT(EntryQuery, (http::PageQuery), (supplier_id))

struct LedgerBalance {
  Account account = Account::channel_receivable;
  Money balance;  // debit > 0
};
BOOST_DESCRIBE_STRUCT(LedgerBalance, (), (account, balance))

struct LedgerBalances {
  std::vector<LedgerBalance> items;
};
BOOST_DESCRIBE_STRUCT(LedgerBalances, (), (items))

// Whose money a caller asks about: its own, or for the operator the supplier it names. not_found: somebody else's;
// invalid query/supplier_id: the operator named none.
Result<OrganisationId> supplier_of(const auth::Principal& caller, const std::optional<OrganisationId>& asked);

class Settlement {
 public:
  explicit Settlement(Context& context) : context_(context) {}

  // The operator names a supplier (invalid query/supplier_id: it did not).
  Task<Result<SettlementAccount>> account(const auth::Principal& caller, AccountQuery query);
  Task<Result<SettlementPage>> entries(const auth::Principal& caller, EntryQuery query);
  Task<Result<LedgerBalances>> balances();

 private:
  Context& context_;
};

}  // namespace shanhai::orders
