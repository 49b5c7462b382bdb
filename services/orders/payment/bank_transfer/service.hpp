// Importing bank statements: each entry is used once, and pays what its reference names.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/payment/rows.hpp"

namespace shanhai::orders {

struct MatchedEntry {
  std::string entry_number;
  PaymentId payment_id;
  Money amount;
  bool paid = false;  // the payment is complete now
  Money unapplied;    // of the payment: too little so far, or too much
};
BOOST_DESCRIBE_STRUCT(MatchedEntry, (), (entry_number, payment_id, amount, paid, unapplied))

// Reasons: entry_used, not_incoming, no_reference, unknown_reference, ambiguous_reference.
struct UnmatchedEntry {
  std::string entry_number;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(UnmatchedEntry, (), (entry_number, reason))

struct StatementReceipt {
  BankStatementId statement_id;
  std::vector<MatchedEntry> matched;
  std::vector<UnmatchedEntry> unmatched;
};
BOOST_DESCRIBE_STRUCT(StatementReceipt, (), (statement_id, matched, unmatched))

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

class BankStatements {
 public:
  explicit BankStatements(Context& context) : context_(context) {}

  // invalid: the wrong cells are named, and nothing is imported.
  Task<Result<db::Replayable<StatementReceipt>>> import(const Command& command, std::string csv,
                                                        db::IdempotencyKey key);
  // Money received that no order took and that was not given back.
  Task<Result<UnappliedPage>> unapplied(http::PageQuery query);

 private:
  Context& context_;
};

}  // namespace shanhai::orders
