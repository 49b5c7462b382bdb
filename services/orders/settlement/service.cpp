#include "services/orders/settlement/service.hpp"

#include "services/orders/paging.hpp"
#include "services/orders/settlement/payouts/store.hpp"

namespace shanhai::orders {
namespace {

Result<SettlementPage> read_page(db::Tx& tx, OrganisationId supplier, const EntryQuery& query) {
  SH_TRY(const auto before, before_of<LedgerTransactionId>(query.cursor));
  // A transaction may touch both accounts: it is shown whole, and the next page goes on after it.
  const auto entries = store::list_entries(tx, supplier, before.bytes(), query.size() + 1);
  SettlementPage page;
  for (const auto& entry : entries) {
    const auto id = LedgerTransactionId(entry.transaction).str();
    const bool is_same = !page.items.empty() && page.items.back().entry_id == id;
    if (page.items.size() >= static_cast<std::size_t>(query.size()) && !is_same) {
      page.next_cursor = page.items.back().entry_id;
      break;
    }
    page.items.push_back({id, entry.kind, entry.account, entry.order, -entry.amount, entry.occurred_at});
  }
  return page;
}

}  // namespace

Result<OrganisationId> supplier_of(const auth::Principal& caller, const std::optional<OrganisationId>& asked) {
  if (caller.role == auth::Role::supplier) {
    const auto own = caller.organisation.value_or(OrganisationId());
    if (asked && *asked != own) return Error::not_found("supplier");
    return own;
  }
  if (!asked) return Error::invalid_field("query/supplier_id", "required");
  return *asked;
}

Task<Result<SettlementAccount>> Settlement::account(const auth::Principal& caller, AccountQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller, query.supplier_id));
  auto read = [supplier](db::Tx& tx) -> Result<SettlementAccount> {
    const auto accrued = -store::balance(tx, Account::supplier_accrued, supplier);
    const auto available = -store::balance(tx, Account::supplier_payable, supplier);
    const auto debt = available < Money() ? -available : Money();
    return SettlementAccount{supplier,  store::accrued(tx, supplier),       accrued + available,
                             available, store::sum_in_flight(tx, supplier), debt};
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<SettlementPage>> Settlement::entries(const auth::Principal& caller, EntryQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller, query.supplier_id));
  auto read = [supplier, query](db::Tx& tx) { return read_page(tx, supplier, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<LedgerBalances>> Settlement::balances() {
  auto read = [](db::Tx& tx) -> Result<LedgerBalances> {
    LedgerBalances out;
    for (const auto& [account, balance] : store::balances(tx)) out.items.push_back({account, balance});
    return out;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

}  // namespace shanhai::orders
