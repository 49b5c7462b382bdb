// Entries of imported bank statements, each once, and what became of them.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/payment/rows.hpp"

namespace shanhai::orders {

enum class BankEntryState {
  unmatched,  // nobody knows yet what it is for
  matched,    // booked for a payment, or it paid a refund
  dismissed,  // an operator said that it is none of ours: interest, a fee
};
BOOST_DESCRIBE_ENUM(BankEntryState, unmatched, matched, dismissed)

struct BankEntryRow {
  std::string number;  // the bank's
  BankStatementId statement;
  Date booked_on{};
  Money amount;             // outgoing: negative
  std::string sealed_text;  // the payer's words, see import
  BankEntryState state = BankEntryState::unmatched;
  std::string reason;  // why nothing matched
  std::optional<PaymentId> payment;
  std::optional<RefundId> refund;
};

namespace store {

// False: the entry was imported before.
bool insert_bank_entry(db::Tx& tx, const BankEntryRow& entry);
std::optional<BankEntryRow> find_bank_entry(db::Tx& tx, std::string_view number);
std::optional<BankEntryRow> lock_bank_entry(db::Tx& tx, std::string_view number);
// By number, those after `after`.
std::vector<BankEntryRow> list_bank_entries(db::Tx& tx, BankEntryState state, std::string_view after,
                                            std::int64_t limit);
// Writes state, reason, payment and refund. DuplicateKey: another entry paid that refund.
void settle_bank_entry(db::Tx& tx, const BankEntryRow& entry);

}  // namespace store
}  // namespace shanhai::orders
