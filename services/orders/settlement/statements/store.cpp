#include "services/orders/settlement/statements/store.hpp"

#include <algorithm>
#include <map>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

constexpr std::size_t kIdsAtOnce = 1000;

// Below every id that was made in that millisecond, above every earlier one: what is asked for are whole days.
LedgerTransactionId bound_of(Instant at) {
  const auto milliseconds =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
  IdBytes bytes{};
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  return LedgerTransactionId(bytes);
}

void read_fees(db::Tx& tx, std::vector<SupplierEntry>& entries) {
  std::map<LedgerTransactionId, Money> fees;
  for (std::size_t from = 0; from < entries.size(); from += kIdsAtOnce) {
    std::vector<LedgerTransactionId> ids;
    for (std::size_t i = from; i < std::min(entries.size(), from + kIdsAtOnce); ++i) {
      ids.push_back(entries[i].transaction);
    }
    const auto rows = tx.query(queries::ledger_fees_of_transactions, {{"transactions", db::Value::list_of(ids)}});
    for (const auto row : rows) fees[row.get<LedgerTransactionId>("transaction_id")] = row.get<Money>("fees");
  }
  for (auto& entry : entries) entry.postings.fees = fees[entry.transaction];
}

}  // namespace

SupplierBalance balance_before(db::Tx& tx, OrganisationId supplier, LedgerTransactionId at) {
  const auto balance = [&](Account account) {
    const auto rows =
        tx.query(queries::ledger_balance_before, {{"account", account}, {"owner", supplier}, {"before", at}});
    return -rows.front().get<Money>("balance");
  };
  return {balance(Account::supplier_accrued), balance(Account::supplier_payable)};
}

SupplierBalance balance_before(db::Tx& tx, OrganisationId supplier, Instant at) {
  return balance_before(tx, supplier, bound_of(at));
}

std::vector<SupplierEntry> list_statement(db::Tx& tx, OrganisationId supplier, const LedgerSpan& span,
                                          const std::optional<LedgerTransactionId>& after, std::int64_t limit) {
  std::map<LedgerTransactionId, SupplierEntry> merged;
  const auto first = std::max(after.value_or(LedgerTransactionId()), bound_of(span.from));
  for (const auto account : {Account::supplier_accrued, Account::supplier_payable}) {
    const auto rows = tx.query(queries::ledger_statement_postings, {{"account", account},
                                                                    {"owner", supplier},
                                                                    {"after", first},
                                                                    {"until", bound_of(span.until)},
                                                                    {"limit", limit}});
    for (const auto row : rows) {
      const auto id = row.get<LedgerTransactionId>("id");
      auto& entry = merged[id];
      entry.transaction = id;
      entry.cause = row.get<LedgerTransactionId>("cause").bytes();
      entry.order = row.find<OrderId>("order_id");
      entry.occurred_at = row.get<Instant>("occurred_at");
      entry.postings.kind = row.get<LedgerKind>("kind");
      (account == Account::supplier_accrued ? entry.postings.accrued : entry.postings.payable) +=
          row.get<Money>("amount_fen");
    }
  }
  // Each account gave its first `limit`, so the first `limit` of both are whole.
  std::vector<SupplierEntry> out;
  for (auto& [id, entry] : merged) {
    if (out.size() == static_cast<std::size_t>(limit)) break;
    out.push_back(std::move(entry));
  }
  read_fees(tx, out);
  return out;
}

}  // namespace shanhai::orders::store
