#include "services/orders/settlement/statements/domain.hpp"

#include <stdexcept>

namespace shanhai::orders {
namespace {

StatementKind kind_of(const SupplierPostings& postings) {
  switch (postings.kind) {
    case LedgerKind::acceptance:
      return StatementKind::accrual;
    case LedgerKind::completion:
      return StatementKind::release;
    case LedgerKind::refund_promised:
      return postings.payable == Money() ? StatementKind::refund : StatementKind::claw_back;
    case LedgerKind::payout:
      return StatementKind::payout;
    case LedgerKind::payout_returned:
      return StatementKind::payout_returned;
    case LedgerKind::receipt:
    case LedgerKind::application:
    case LedgerKind::refund_paid:
    case LedgerKind::payout_paid:
      break;
  }
  throw std::logic_error("a supplier's account was posted to by a kind that has none");
}

}  // namespace

StatementLine line_of(const SupplierPostings& postings) {
  StatementLine out;
  out.kind = kind_of(postings);
  out.net = -(postings.accrued + postings.payable);
  out.fee = postings.fees;  // income of the platform is a credit: taken from the supplier, below zero
  out.amount = out.net - out.fee;
  out.available = -postings.payable;
  return out;
}

}  // namespace shanhai::orders
