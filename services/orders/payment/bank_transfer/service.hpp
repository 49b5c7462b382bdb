// Importing bank statements: each entry is used once, and pays what its reference names. What names nothing waits for
// an operator.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/payment/bank_transfer/store.hpp"

namespace shanhai::orders {

struct MatchedEntry {
  std::string entry_number;
  PaymentId payment_id;
  Money amount;
  bool paid = false;  // the payment is complete now
  Money unapplied;    // of the payment: too little so far, or too much
};
BOOST_DESCRIBE_STRUCT(MatchedEntry, (), (entry_number, payment_id, amount, paid, unapplied))

// Outgoing money that paid a refund.
struct PaidOutEntry {
  std::string entry_number;
  RefundId refund_id;
  Money amount;  // of the refund
};
BOOST_DESCRIBE_STRUCT(PaidOutEntry, (), (entry_number, refund_id, amount))

// Reasons: entry_used (imported before, the same), entry_differs (imported before with another day or amount),
// not_incoming, no_reference, unknown_reference, ambiguous_reference, amount_mismatch (of a refund), refund_state.
struct UnmatchedEntry {
  std::string entry_number;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(UnmatchedEntry, (), (entry_number, reason))

struct StatementReceipt {
  BankStatementId statement_id;
  std::vector<MatchedEntry> matched;
  std::vector<PaidOutEntry> paid_out;
  std::vector<UnmatchedEntry> unmatched;
};
BOOST_DESCRIBE_STRUCT(StatementReceipt, (), (statement_id, matched, paid_out, unmatched))

struct UnappliedPayment {
  PaymentId payment_id;
  OrderGroupId order_group_id;
  PaymentState state = PaymentState::awaiting;
  Money amount, received, unapplied;
};
BOOST_DESCRIBE_STRUCT(UnappliedPayment, (), (payment_id, order_group_id, state, amount, received, unapplied))

struct UnappliedPage {
  std::vector<UnappliedPayment> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(UnappliedPage, (), (items, next_cursor))

struct BankEntryView {
  std::string entry_number;
  Date booked_on{};
  Money amount;  // outgoing: negative
  std::string reference, payer_name;
  BankEntryState state = BankEntryState::unmatched;
  std::string reason;  // as of UnmatchedEntry; empty where it matched by itself
  std::optional<PaymentId> payment_id;
  std::optional<RefundId> refund_id;
};
BOOST_DESCRIBE_STRUCT(BankEntryView, (),
                      (entry_number, booked_on, amount, reference, payer_name, state, reason, payment_id, refund_id))

struct BankEntryPage {
  std::vector<BankEntryView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(BankEntryPage, (), (items, next_cursor))

struct BankEntryQuery : http::PageQuery {
  BankEntryState state = BankEntryState::unmatched;
};
BOOST_DESCRIBE_STRUCT(BankEntryQuery, (http::PageQuery), (state))

struct MatchEntryBody {
  Text<1, 40> entry_number;
  PaymentId payment_id;
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(MatchEntryBody, (), (entry_number, payment_id, reason))

struct DismissEntryBody {
  Text<1, 40> entry_number;
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(DismissEntryBody, (), (entry_number, reason))

// Stored under the idempotency key; the entry is read anew.
struct BankEntryRef {
  std::string entry_number;
};
BOOST_DESCRIBE_STRUCT(BankEntryRef, (), (entry_number))

class BankStatements {
 public:
  explicit BankStatements(Context& context) : context_(context) {}

  // invalid: the wrong cells are named, and nothing is imported.
  Task<Result<db::Replayable<StatementReceipt>>> import(const Command& command, std::string csv,
                                                        db::IdempotencyKey key);
  // Money received that no order took and that was not given back.
  Task<Result<UnappliedPage>> unapplied(http::PageQuery query);

  Task<Result<BankEntryPage>> entries(BankEntryQuery query);
  // An operator says which payment an incoming entry is for; it is then booked as if it had named it. unprocessable
  // bank_entry_not_found, payment_not_found, payment_not_by_bank, entry_not_incoming; conflict bank_entry_used.
  Task<Result<db::Replayable<MatchedEntry>>> match(const Command& command, MatchEntryBody body, db::IdempotencyKey key);
  // An operator says that an entry is none of ours. It can still be matched later. unprocessable bank_entry_not_found;
  // conflict bank_entry_used.
  Task<Result<db::Replayable<BankEntryView>>> dismiss(const Command& command, DismissEntryBody body,
                                                      db::IdempotencyKey key);

 private:
  Context& context_;
};

}  // namespace shanhai::orders
