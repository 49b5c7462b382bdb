// A refund begins with a promise, committed before any channel hears of it, and ends when the channel says that it is
// paid.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/payment/bank_transfer/store.hpp"
#include "services/orders/refunds/rows.hpp"

namespace shanhai::orders {

struct RefundPlan {
  RefundKind kind = RefundKind::returned;
  std::optional<ReturnId> return_id;
  std::vector<RefundLineRow> lines;
  std::string reason;
  bool keeps_freight = false;  // the buyer changed their mind: the way is not paid back
};

// Promises the sum of the lines back to the order's payment and raises `refunding`; the caller saves the change. Where
// that leaves the buyer nothing of the order, its freight goes back too, unless the plan keeps it. The
// money comes from where the order's money is: escrow, or what accrued to the supplier. std::logic_error: more than is
// kept of the order.
RefundId promise_refund(db::Tx& tx, Context& context, OrderChange& change, const RefundPlan& plan);

// Gives back money of a payment that no order took; lowers its `unapplied`, the caller updates the payment.
RefundId promise_refund(db::Tx& tx, Context& context, PaymentRow& payment, RefundKind kind, Money amount);

// Who opened the group that a payment is for.
AccountId account_of(db::Tx& tx, PaymentId payment);

// By what a refund is known to be paid: the channel's word, or an entry in the bank's books.
struct RefundProof {
  std::string provider_refund;            // the channel's number of it, or the entry's
  std::optional<std::string> bank_entry;  // each confirms one refund at most
};
// False: known before. An entry is locked by the caller, before the order and the refund are.
Result<bool> complete_refund(db::Tx& tx, Context& context, RefundId id, RefundProof proof, const By& by);

// The bank's books show that the refund was paid out: settles both. `entry` is locked and not matched yet.
// unprocessable amount_mismatch: it is not outgoing money of just this amount; conflict refund_state.
Result<void> pay_refund_by_entry(db::Tx& tx, Context& context, BankEntryRow& entry, const RefundRow& refund,
                                 const By& by);

}  // namespace shanhai::orders
