// What a supplier's statement says of a ledger transaction.
#pragma once

#include "services/orders/settlement/domain.hpp"

namespace shanhai::orders {

enum class StatementKind {
  accrual,          // goods accepted, less the platform's fee
  release,          // return window over: what accrued may be paid out
  refund,           // given back before
  claw_back,        // given back after
  payout,           // on its way to the supplier's bank account
  payout_returned,  // it did not arrive: payable again
};

// What one ledger transaction posted, debits positive.
struct SupplierPostings {
  LedgerKind kind = LedgerKind::acceptance;
  Money accrued, payable;  // on the supplier's accounts
  Money fees;              // on platform_fees
};

// The same as a line of the statement, towards the supplier positive: amount + fee = net. A payout bears no fee.
struct StatementLine {
  StatementKind kind = StatementKind::accrual;
  Money amount;
  Money fee;  // taken < 0 < given back
  Money net;
  Money available;  // of it, change of what may be paid out
};

// std::logic_error: a kind that touches no supplier's account.
StatementLine line_of(const SupplierPostings& postings);

}  // namespace shanhai::orders
