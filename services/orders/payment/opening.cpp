#include "services/orders/payment/opening.hpp"

#include "common/base/failpoint.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/payment/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::chrono::seconds kFirstCheck(60);

struct Due {
  Money amount;
  bool only_on_credit = true;  // shipped or packed already: there is no time to run out of
};

Due due_of(const std::vector<OrderRow>& orders) {
  Due out;
  for (const auto& order : orders) {
    if (order.state == OrderState::cancelled || order.paid_at) continue;
    out.amount += order.due();
    if (!order.packed_at) out.only_on_credit = false;
  }
  return out;
}

PaymentRow make_payment(db::Tx& tx, Context& context, const GroupRow& group, PaymentChannel channel, const Due& due) {
  PaymentRow out;
  out.id = PaymentId(make_uuid_v7(tx.now(), context.random));
  out.group = group.id;
  out.buyer = group.buyer;
  out.channel = channel;
  out.amount = due.amount;
  out.created_at = tx.now();
  out.expires_at = std::max(group.payment_due_at, due.only_on_credit ? tx.now() + std::chrono::hours(1) : Instant());
  if (channel == PaymentChannel::bank_transfer) {
    out.state = PaymentState::awaiting;
    out.channel_number = make_reference_code(context.random);
  } else {
    out.channel_number = out.id.str();
    out.next_check_at = tx.now() + kFirstCheck;
  }
  return out;
}

}  // namespace

Result<OpenedPaymentRef> open_payment(db::Tx& tx, Context& context, const OrderScope& scope, const PaymentBody& body) {
  const auto found = store::lock_group(tx, body.order_group_id, scope);
  if (found.has_error()) {
    auto refusal = found.error();
    refusal.fields.push_back({"/order_group_id", refusal.code, {}});
    return refusal;
  }
  const auto& group = *found;
  // A group that waits minutes for WeChat Pay can't wait days for a transfer.
  if (body.channel == PaymentChannel::bank_transfer && group.payment_channel != body.channel) {
    auto refusal = Error::unprocessable("channel_mismatch", "the checkout chose another payment channel");
    refusal.fields.push_back({"/channel", refusal.code, {}});
    return refusal;
  }
  const auto due = due_of(store::list_orders_of_group(tx, group.id, {}));
  if (due.amount <= Money()) return Error::conflict("nothing_to_pay");
  if (!due.only_on_credit && group.payment_due_at <= tx.now()) return Error::conflict("payment_overdue");
  for (const auto& payment : store::list_payments(tx, group.id)) {
    const bool open = payment.state == PaymentState::opening || payment.state == PaymentState::awaiting;
    if (open && payment.channel == body.channel && payment.amount == due.amount && payment.expires_at > tx.now()) {
      return OpenedPaymentRef{payment.id};
    }
  }
  store::close_payments(tx, group.id);
  const auto payment = make_payment(tx, context, group, body.channel, due);
  store::insert_payment(tx, payment);
  SHANHAI_FAILPOINT("orders.payment.intent_before_commit");
  return OpenedPaymentRef{payment.id};
}

}  // namespace shanhai::orders
