#include "services/orders/settlement/payouts/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

constexpr std::size_t kTakenAtOnce = 1000;

template <class T>
std::vector<T> read_all(const db::Rows& rows, T (*read)(const db::Row&)) {
  std::vector<T> out;
  for (const auto row : rows) out.push_back(read(row));
  return out;
}

PayoutBatchRow read_batch(const db::Row& row) {
  PayoutBatchRow out;
  out.id = row.get<PayoutBatchId>("id");
  out.made_by = row.get<AccountId>("made_by");
  out.made_at = row.get<Instant>("made_at");
  out.note = row.get<std::string>("note");
  out.payouts = row.get<std::int64_t>("payouts");
  out.total = row.get<Money>("total_fen");
  out.exported_at = row.find<Instant>("exported_at");
  if (auto digest = row.find<db::Bytes>("export_sha256")) out.export_sha256 = std::move(digest->value);
  return out;
}

PayoutRow read_payout(const db::Row& row) {
  PayoutRow out;
  out.id = row.get<PayoutId>("id");
  out.batch = row.get<PayoutBatchId>("batch_id");
  out.supplier = row.get<OrganisationId>("supplier");
  out.account = row.get<PayoutAccountId>("account_id");
  out.amount = row.get<Money>("amount_fen");
  out.entries = row.get<std::int64_t>("entries");
  out.state = row.get<PayoutState>("state");
  out.bank_reference = row.find<std::string>("bank_reference");
  out.failure = row.find<PayoutFailure>("failure");
  out.failure_note = row.get<std::string>("failure_note");
  out.made_at = row.get<Instant>("made_at");
  out.paid_on = row.find<Date>("paid_on");
  out.paid_at = row.find<Instant>("paid_at");
  out.failed_at = row.find<Instant>("failed_at");
  out.version = row.get<std::int64_t>("version");
  return out;
}

PayoutAccountRow read_account(const db::Row& row) {
  PayoutAccountRow out;
  out.id = row.get<PayoutAccountId>("id");
  out.supplier = row.get<OrganisationId>("supplier");
  out.sealed = row.get<db::Bytes>("sealed").value;
  out.bank = row.get<std::string>("bank");
  out.last_digits = row.get<std::string>("last_digits");
  out.holder_matches = row.get<bool>("holder_matches");
  out.registered_by = row.get<AccountId>("registered_by");
  out.registered_at = row.get<Instant>("registered_at");
  out.effective_at = row.find<Instant>("effective_at");
  out.ended_at = row.find<Instant>("ended_at");
  out.ended_as = row.find<PayoutAccountEnd>("ended_as");
  out.decision_reason = row.get<std::string>("decision_reason");
  out.version = row.get<std::int64_t>("version");
  return out;
}

}  // namespace

std::vector<OrganisationId> list_payable_suppliers(db::Tx& tx, Money minimum, OrganisationId after,
                                                   std::int64_t limit) {
  std::vector<OrganisationId> out;
  const auto rows =
      tx.query(queries::payable_supplier_list, {{"minimum", minimum}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<OrganisationId>("supplier"));
  return out;
}

std::vector<OrganisationId> lock_payables(db::Tx& tx, const std::vector<OrganisationId>& suppliers) {
  std::vector<OrganisationId> out;
  if (suppliers.empty()) return out;
  const auto rows = tx.query(queries::ledger_account_lock,
                             {{"account", Account::supplier_payable}, {"owners", db::Value::list_of(suppliers)}});
  for (const auto row : rows) out.push_back(row.get<OrganisationId>("owner"));
  return out;
}

void lock_payables(db::Tx& tx, OrganisationId supplier) {
  tx.execute(queries::ledger_account_open,
             {{"account", Account::supplier_payable}, {"owner", supplier}, {"now", tx.now()}});
}

std::vector<PayableEntry> list_open_entries(db::Tx& tx, OrganisationId supplier) {
  std::vector<PayableEntry> out;
  const auto rows = tx.query(queries::payable_entry_list_open, {{"supplier", supplier}});
  for (const auto row : rows)
    out.push_back({row.get<LedgerTransactionId>("transaction_id"), row.get<Money>("amount_fen")});
  return out;
}

void take_entries(db::Tx& tx, PayoutId payout, OrganisationId supplier, const std::vector<PayableEntry>& entries) {
  for (std::size_t from = 0; from < entries.size(); from += kTakenAtOnce) {
    const auto until = std::min(entries.size(), from + kTakenAtOnce);
    std::vector<LedgerTransactionId> ids;
    for (std::size_t i = from; i < until; ++i) ids.push_back(entries[i].transaction);
    const auto matched =
        tx.execute(queries::payable_entry_take,
                   {{"payout_id", payout}, {"supplier", supplier}, {"transactions", db::Value::list_of(ids)}});
    if (matched != ids.size()) throw std::logic_error("a payable entry was taken without its supplier's lock");
  }
}

std::vector<CoveredEntry> list_covered(db::Tx& tx, const PayoutRow& payout, LedgerTransactionId after,
                                       std::int64_t limit) {
  std::vector<CoveredEntry> out;
  const auto rows =
      tx.query(queries::payable_entry_list_of_payout,
               {{"payout_id", payout.id}, {"supplier", payout.supplier}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) {
    out.push_back({row.get<LedgerTransactionId>("transaction_id"), row.get<LedgerKind>("kind"),
                   row.find<OrderId>("order_id"), row.get<Money>("amount_fen"), row.get<Instant>("occurred_at")});
  }
  return out;
}

void insert_batch(db::Tx& tx, const PayoutBatchRow& batch) {
  tx.execute(queries::payout_batch_insert, {{"id", batch.id},
                                            {"made_by", batch.made_by},
                                            {"now", batch.made_at},
                                            {"note", batch.note},
                                            {"payouts", batch.payouts},
                                            {"total", batch.total}});
}

Result<PayoutBatchRow> get_batch(db::Tx& tx, PayoutBatchId id) {
  const auto rows = tx.query(queries::payout_batch_find, {{"id", id}});
  if (rows.empty()) return Error::not_found("payout_batch");
  return read_batch(rows.front());
}

Result<PayoutBatchRow> lock_batch(db::Tx& tx, PayoutBatchId id) {
  const auto rows = tx.query(queries::payout_batch_lock, {{"id", id}});
  if (rows.empty()) return Error::not_found("payout_batch");
  return read_batch(rows.front());
}

std::vector<PayoutBatchRow> list_batches(db::Tx& tx, PayoutBatchId before, std::int64_t limit) {
  return read_all(tx.query(queries::payout_batch_list, {{"before", before}, {"limit", limit}}), read_batch);
}

void record_export(db::Tx& tx, PayoutBatchId id, Instant at, const std::string& sha256) {
  const auto matched =
      tx.execute(queries::payout_batch_export, {{"id", id}, {"now", at}, {"sha256", db::Bytes{sha256}}});
  if (matched != 1) throw std::logic_error("a payout batch was exported without its lock");
}

void insert_payout(db::Tx& tx, const PayoutRow& payout) {
  tx.execute(queries::payout_insert, {{"id", payout.id},
                                      {"batch_id", payout.batch},
                                      {"supplier", payout.supplier},
                                      {"account_id", payout.account},
                                      {"amount", payout.amount},
                                      {"entries", payout.entries},
                                      {"state", payout.state},
                                      {"now", payout.made_at}});
}

Result<PayoutRow> get_payout(db::Tx& tx, PayoutId id, const std::optional<OrganisationId>& supplier) {
  const auto rows = supplier ? tx.query(queries::payout_find_of_supplier, {{"id", id}, {"supplier", *supplier}})
                             : tx.query(queries::payout_find, {{"id", id}});
  if (rows.empty()) return Error::not_found("payout");
  return read_payout(rows.front());
}

Result<PayoutRow> lock_payout(db::Tx& tx, PayoutId id) {
  const auto rows = tx.query(queries::payout_lock, {{"id", id}});
  if (rows.empty()) return Error::not_found("payout");
  return read_payout(rows.front());
}

std::vector<PayoutRow> list_payouts(db::Tx& tx, PayoutBatchId batch) {
  return read_all(tx.query(queries::payout_list_of_batch, {{"batch_id", batch}}), read_payout);
}

std::vector<PayoutRow> list_payouts(db::Tx& tx, const std::optional<OrganisationId>& supplier,
                                    const std::optional<PayoutState>& state, PayoutId before, std::int64_t limit) {
  if (supplier) {
    return read_all(
        tx.query(queries::payout_list_of_supplier, {{"supplier", *supplier}, {"before", before}, {"limit", limit}}),
        read_payout);
  }
  if (state) {
    return read_all(tx.query(queries::payout_list_of_state, {{"state", *state}, {"before", before}, {"limit", limit}}),
                    read_payout);
  }
  return read_all(tx.query(queries::payout_list, {{"before", before}, {"limit", limit}}), read_payout);
}

bool try_update_payout(db::Tx& tx, const PayoutRow& payout) {
  try {
    const auto matched = tx.execute(queries::payout_update, {{"id", payout.id},
                                                             {"state", payout.state},
                                                             {"bank_reference", payout.bank_reference},
                                                             {"failure", payout.failure},
                                                             {"failure_note", payout.failure_note},
                                                             {"paid_on", payout.paid_on},
                                                             {"paid_at", payout.paid_at},
                                                             {"failed_at", payout.failed_at},
                                                             {"old_version", payout.version - 1}});
    if (matched != 1) throw std::logic_error("a payout changed without its lock");
    return true;
  } catch (const db::DuplicateKey&) {
    return false;
  }
}

Money sum_in_flight(db::Tx& tx, OrganisationId supplier) {
  return tx.query(queries::payout_sum_in_flight, {{"supplier", supplier}}).front().get<Money>("amount");
}

void insert_account(db::Tx& tx, const PayoutAccountRow& account) {
  tx.execute(queries::payout_account_insert, {{"id", account.id},
                                              {"supplier", account.supplier},
                                              {"sealed", db::Bytes{account.sealed}},
                                              {"bank", account.bank},
                                              {"last_digits", account.last_digits},
                                              {"holder_matches", account.holder_matches},
                                              {"registered_by", account.registered_by},
                                              {"now", account.registered_at},
                                              {"effective_at", account.effective_at}});
}

Result<PayoutAccountRow> get_account(db::Tx& tx, PayoutAccountId id, const std::optional<OrganisationId>& supplier) {
  const auto rows = supplier ? tx.query(queries::payout_account_find_of_supplier, {{"id", id}, {"supplier", *supplier}})
                             : tx.query(queries::payout_account_find, {{"id", id}});
  if (rows.empty()) return Error::not_found("payout_account");
  return read_account(rows.front());
}

std::vector<PayoutAccountRow> list_accounts(db::Tx& tx, const std::optional<OrganisationId>& supplier,
                                            PayoutAccountId before, std::int64_t limit) {
  return read_all(supplier ? tx.query(queries::payout_account_list_of_supplier,
                                      {{"supplier", *supplier}, {"before", before}, {"limit", limit}})
                           : tx.query(queries::payout_account_list, {{"before", before}, {"limit", limit}}),
                  read_account);
}

std::vector<PayoutAccountRow> list_accounts(db::Tx& tx, const std::vector<PayoutAccountId>& ids) {
  if (ids.empty()) return {};
  return read_all(tx.query(queries::payout_account_list_by_id, {{"ids", db::Value::list_of(ids)}}), read_account);
}

std::vector<PayoutAccountRow> lock_accounts(db::Tx& tx, OrganisationId supplier) {
  return read_all(tx.query(queries::payout_account_lock_of_supplier, {{"supplier", supplier}}), read_account);
}

void update_account(db::Tx& tx, const PayoutAccountRow& account) {
  const auto matched = tx.execute(queries::payout_account_update, {{"id", account.id},
                                                                   {"effective_at", account.effective_at},
                                                                   {"ended_at", account.ended_at},
                                                                   {"ended_as", account.ended_as},
                                                                   {"decision_reason", account.decision_reason},
                                                                   {"old_version", account.version - 1}});
  if (matched != 1) throw std::logic_error("a payout account changed without its lock");
}

std::string supplier_name(db::Tx& tx, OrganisationId supplier) {
  const auto rows = tx.query(queries::supplier_projection_find,
                             {{"suppliers", db::Value::list_of(std::vector<OrganisationId>{supplier})}});
  return rows.empty() ? std::string() : rows.front().get<std::string>("name");
}

}  // namespace shanhai::orders::store
