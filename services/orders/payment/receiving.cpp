#include "services/orders/payment/receiving.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/ending.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/payment/revival.hpp"
#include "services/orders/payment/store.hpp"
#include "services/orders/placement/giving_back.hpp"
#include "services/orders/refunds/promise.hpp"
#include "services/orders/settlement/store.hpp"

namespace shanhai::orders {
namespace {

// Applies the payment to one order and tells of it.
Result<void> pay_order(db::Tx& tx, Context& context, PaymentRow& payment, OrderRow order, Instant paid_at,
                       const By& by) {
  const auto due = order.due();
  OrderChange change(tx, std::move(order));
  SH_CHECK(change.act(OrderAction::pay));
  const auto id = change.order().id;
  store::apply_payment(tx, payment.id, id, due);
  SHANHAI_FAILPOINT("orders.payment.applied");
  store::post(tx, context.random, {LedgerKind::application, id.bytes(), id},
              post_application(due, change->accepted_at.has_value()));
  change->paid += due;
  change->paid_at = std::clamp(paid_at, change->placed_at, std::max(tx.now(), change->placed_at));
  store::certify_lines(tx, change.lines(), *change->paid_at);
  settle_unpaid(tx, change);
  change.tell(kOrderPaid, by);
  change.count_if_complete(by);
  change.save(context);
  payment.unapplied -= due;
  return {};
}

// `payment_due_at` is the group's. A buyer may cancel with any words: what ran out of time ended after it only.
std::vector<Payable> payables_of(const std::vector<OrderRow>& orders, Instant payment_due_at) {
  std::vector<Payable> out;
  for (const auto& order : orders) {
    const bool cancelled = order.state == OrderState::cancelled;
    const bool expired = cancelled && order.cancel_reason == kExpired && order.cancelled_at >= payment_due_at;
    const bool replaced =
        std::any_of(orders.begin(), orders.end(), [&](const OrderRow& row) { return row.replaces == order.id; });
    if (cancelled && (!expired || replaced)) continue;
    if (order.paid_at || order.due() <= Money()) continue;
    out.push_back({order.id, order.due(), expired});
  }
  return out;
}

const OrderRow& row_of(const std::vector<OrderRow>& orders, OrderId id) {
  return *std::find_if(orders.begin(), orders.end(), [&](const OrderRow& row) { return row.id == id; });
}

// A complete payment falls on the orders of its group.
Result<void> distribute_payment(db::Tx& tx, Context& context, const GroupRow& group, PaymentRow& payment,
                                Instant paid_at, const By& by) {
  const auto orders = store::lock_orders_of_group(tx, group.id);
  const auto payables = payables_of(orders, group.payment_due_at);
  auto shares = distribute(payment.amount, payables);
  for (const auto& id : shares.pay) SH_CHECK(pay_order(tx, context, payment, row_of(orders, id), paid_at, by));
  auto rest = shares.rest;
  bool late = false;
  for (const auto& id : shares.revive) {
    const auto& expired = row_of(orders, id);
    if (SHANHAI_PLANTED_BUG("orders.late_payment_ignored")) continue;
    if (auto again = place_again(tx, context, expired, by)) {
      SHANHAI_FAILPOINT("orders.payment.order_revived");
      tell_parties(tx, context, kOrderRevived, *again, {{"replaced", expired.id.str()}});
      SH_CHECK(pay_order(tx, context, payment, std::move(*again), tx.now(), by));
    } else {
      rest += expired.due();
      late = true;
    }
  }
  if (rest > Money()) promise_refund(tx, context, payment, late ? RefundKind::late_payment : RefundKind::surplus, rest);
  SHANHAI_FAILPOINT("orders.payment.distributed");
  if (shares.pay.size() == payables.size()) store::close_group(tx, group.id);
  return {};
}

Result<void> book(db::Tx& tx, Context& context, const GroupRow& group, PaymentRow& payment, const Receipt& receipt,
                  ReceiptId id, const By& by) {
  store::post(tx, context.random, {LedgerKind::receipt, id.bytes(), std::nullopt},
              post_receipt(receivable_of(receipt.channel), receipt.amount));
  const bool was_paid = payment.state == PaymentState::paid;
  payment.received += receipt.amount;
  payment.unapplied += receipt.amount;
  const bool complete = was_paid || payment.unapplied >= payment.amount;  // parts given back count no more
  SH_TRY(payment.state,
         move_payment(payment.state, complete ? PaymentAction::receive_all : PaymentAction::receive_part));
  if (complete && !was_paid) {
    payment.paid_at = tx.now();
    payment.next_check_at.reset();
    SH_CHECK(distribute_payment(tx, context, group, payment, receipt.paid_at, by));
  } else if (payment.state == PaymentState::awaiting) {  // of a closed one nothing is missing
    tell_account(tx, context, kPaymentPart, Party::buyer, group.buyer_account,
                 {{"amount", to_yuan(receipt.amount)}, {"missing", to_yuan(payment.amount - payment.unapplied)}});
  }
  store::update_payment(tx, payment);
  return {};
}

}  // namespace

Result<Booked> receive_money(db::Tx& tx, Context& context, const Receipt& receipt, const By& by) {
  const auto seen = store::find_payment(tx, receipt.channel, receipt.number);
  if (!seen) return Error::not_found("payment");
  if (is_online(receipt.channel) && receipt.amount != seen->amount &&
      !SHANHAI_PLANTED_BUG("orders.callback_amount_unchecked")) {
    return Error::unprocessable("amount_mismatch", "the amount is not the payment's");
  }
  SH_TRY(const auto group, store::lock_group(tx, seen->group, {}));
  auto payment = store::lock_payment(tx, seen->id);
  const ReceiptId id(make_uuid_v7(tx.now(), context.random));
  SH_TRY(const bool is_new, store::insert_receipt(tx, id, payment.id, receipt));
  SHANHAI_FAILPOINT("orders.payment.after_receipt");
  if (is_new || SHANHAI_PLANTED_BUG("orders.receipt_booked_twice")) {
    SH_CHECK(book(tx, context, group, payment, receipt, id, by));
  }
  SHANHAI_FAILPOINT("orders.payment.before_commit");
  return Booked{payment.id, is_new, payment.state == PaymentState::paid, payment.unapplied};
}

}  // namespace shanhai::orders
