#include "services/orders/settlement/store.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/base/failpoint.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

db::Value raw(const IdBytes& bytes) {
  return db::Bytes{std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())};
}

// Opening is rare: looking first keeps the platform's accounts free of locks.
void ensure_account(db::Tx& tx, const Posting& posting) {
  if (!tx.query(queries::ledger_account_find, {{"account", posting.account}, {"owner", posting.owner}}).empty()) return;
  tx.execute(queries::ledger_account_open, {{"account", posting.account}, {"owner", posting.owner}, {"now", tx.now()}});
}

void insert_payable(db::Tx& tx, LedgerTransactionId id, LedgerKind kind, const Posting& posting) {
  if (posting.account != Account::supplier_payable || kind == LedgerKind::payout) return;
  tx.execute(queries::payable_entry_insert,
             {{"supplier", posting.owner}, {"transaction_id", id}, {"amount", -posting.amount}});
}

}  // namespace

void post(db::Tx& tx, Random& random, const LedgerCause& cause, const Postings& postings) {
  if (!is_balanced(postings)) throw std::logic_error("ledger postings do not sum to zero");
  if (postings.empty()) return;
  if (SHANHAI_PLANTED_BUG("orders.posting_missing") && cause.kind == LedgerKind::acceptance) return;
  const LedgerTransactionId id(make_uuid_v7(tx.now(), random));
  tx.execute(
      queries::ledger_transaction_insert,
      {{"id", id}, {"kind", cause.kind}, {"cause", raw(cause.cause)}, {"order_id", cause.order}, {"now", tx.now()}});
  std::vector<db::Params> rows;
  for (const auto& posting : postings) {
    ensure_account(tx, posting);
    insert_payable(tx, id, cause.kind, posting);
    rows.push_back({{"transaction_id", id},
                    {"position", rows.size()},
                    {"account", posting.account},
                    {"owner", posting.owner},
                    {"amount", posting.amount}});
  }
  SHANHAI_FAILPOINT("orders.ledger.before_postings");
  tx.execute_rows(queries::ledger_posting_insert, rows);
}

Money balance(db::Tx& tx, Account account, OrganisationId owner) {
  return tx.query(queries::ledger_balance, {{"account", account}, {"owner", owner}}).front().get<Money>("balance");
}

Money balance_of_order(db::Tx& tx, OrderId order, Account account) {
  return tx.query(queries::ledger_balance_of_order, {{"order_id", order}, {"account", account}})
      .front()
      .get<Money>("balance");
}

Money accrued(db::Tx& tx, OrganisationId supplier) {
  return tx.query(queries::ledger_accrued, {{"owner", supplier}}).front().get<Money>("accrued");
}

std::vector<std::pair<Account, Money>> balances(db::Tx& tx) {
  std::vector<std::pair<Account, Money>> out;
  const auto rows = tx.query(queries::ledger_balances);
  for (const auto row : rows) out.emplace_back(row.get<Account>("account"), row.get<Money>("balance"));
  return out;
}

std::vector<LedgerEntry> list_entries(db::Tx& tx, OrganisationId supplier, const IdBytes& before, std::int64_t limit) {
  std::vector<LedgerEntry> out;
  for (const auto account : {Account::supplier_accrued, Account::supplier_payable}) {
    const auto rows = tx.query(queries::ledger_entries_of_owner,
                               {{"account", account}, {"owner", supplier}, {"before", raw(before)}, {"limit", limit}});
    for (const auto row : rows) {
      out.push_back({row.get<LedgerTransactionId>("id").bytes(), row.get<LedgerKind>("kind"),
                     row.find<OrderId>("order_id"), row.get<Instant>("occurred_at"), row.get<Account>("account"),
                     row.get<Money>("amount_fen")});
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const LedgerEntry& a, const LedgerEntry& b) { return a.transaction > b.transaction; });
  return out;
}

}  // namespace shanhai::orders::store
