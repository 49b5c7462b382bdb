// A refund begins with a promise, committed before any channel hears of it, and ends when the channel says that it is
// paid.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/refunds/rows.hpp"

namespace shanhai::orders {

struct RefundPlan {
  RefundKind kind = RefundKind::returned;
  std::optional<ReturnId> return_id;
  std::vector<RefundLineRow> lines;
  std::string reason;
};

// Promises the sum of the lines back to the order's payment and raises `refunding`; the caller saves the change. The
// money comes from where the order's money is: escrow, or what accrued to the supplier. std::logic_error: more than is
// kept of the order.
RefundId promise_refund(db::Tx& tx, Context& context, OrderChange& change, const RefundPlan& plan);

// Gives back money of a payment that no order took; lowers its `unapplied`, the caller updates the payment.
RefundId promise_refund(db::Tx& tx, Context& context, PaymentRow& payment, RefundKind kind, Money amount);

// The channel paid it. False: known before. `provider_refund` is the channel's number of it.
Result<bool> complete_refund(db::Tx& tx, Context& context, RefundId id, std::string provider_refund, const By& by);

}  // namespace shanhai::orders
