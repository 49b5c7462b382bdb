#include "services/orders/payment/bank_transfer/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

BankEntryRow read_entry(const db::Row& row) {
  BankEntryRow out;
  out.number = row.get<std::string>("entry_number");
  out.statement = row.get<BankStatementId>("statement_id");
  out.booked_on = row.get<Date>("booked_on");
  out.amount = row.get<Money>("amount_fen");
  out.sealed_text = row.get<std::string>("sealed_text");
  out.state = row.get<BankEntryState>("state");
  out.reason = row.get<std::string>("reason");
  out.payment = row.find<PaymentId>("payment_id");
  out.refund = row.find<RefundId>("refund_id");
  return out;
}

std::optional<BankEntryRow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_entry(rows.front());
}

}  // namespace

bool insert_bank_entry(db::Tx& tx, const BankEntryRow& entry) {
  return tx.try_insert(queries::bank_entry_insert, {{"entry_number", entry.number},
                                                    {"statement_id", entry.statement},
                                                    {"booked_on", entry.booked_on},
                                                    {"amount_fen", entry.amount},
                                                    {"sealed_text", db::Bytes{entry.sealed_text}}});
}

std::optional<BankEntryRow> find_bank_entry(db::Tx& tx, std::string_view number) {
  return first_of(tx.query(queries::bank_entry_find, {{"entry_number", number}}));
}

std::optional<BankEntryRow> lock_bank_entry(db::Tx& tx, std::string_view number) {
  return first_of(tx.query(queries::bank_entry_lock, {{"entry_number", number}}));
}

std::vector<BankEntryRow> list_bank_entries(db::Tx& tx, BankEntryState state, std::string_view after,
                                            std::int64_t limit) {
  std::vector<BankEntryRow> out;
  const auto rows = tx.query(queries::bank_entry_list, {{"state", state}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_entry(row));
  return out;
}

void settle_bank_entry(db::Tx& tx, const BankEntryRow& entry) {
  const auto matched = tx.execute(queries::bank_entry_settle, {{"state", entry.state},
                                                               {"payment_id", entry.payment},
                                                               {"refund_id", entry.refund},
                                                               {"reason", entry.reason},
                                                               {"entry_number", entry.number}});
  if (matched != 1) throw std::logic_error("a bank entry is not there");
}

}  // namespace shanhai::orders::store
