// Refunds on their way: sent to the channel until it says they are paid; by bank the operator confirms them. And the
// supplier's refusal to deliver, which is a refund of everything.
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "common/http/message.hpp"
#include "services/orders/ordering/views.hpp"
#include "services/orders/payment/provider.hpp"
#include "services/orders/refunds/promise.hpp"

namespace shanhai::orders {

struct RefundView {
  RefundId refund_id;
  PaymentId payment_id;
  std::optional<OrderId> order_id;
  RefundKind kind = RefundKind::returned;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  RefundState state = RefundState::requested;
  Money amount;
  Instant requested_at{};
  std::optional<Instant> succeeded_at;
};
BOOST_DESCRIBE_STRUCT(RefundView, (),
                      (refund_id, payment_id, order_id, kind, channel, state, amount, requested_at, succeeded_at))

struct RefundPage {
  std::vector<RefundView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(RefundPage, (), (items, next_cursor))

struct RefundQuery : http::PageQuery {
  PaymentChannel channel = PaymentChannel::bank_transfer;
  RefundState state = RefundState::processing;
};
BOOST_DESCRIBE_STRUCT(RefundQuery, (http::PageQuery), (channel, state))

struct ConfirmRefundBody {
  Text<1, 40> entry_number;  // of the outgoing transfer in the bank's books
};
BOOST_DESCRIBE_STRUCT(ConfirmRefundBody, (), (entry_number))

// Stored under the idempotency key; the refund is read anew.
struct RefundRef {
  RefundId refund_id;
};
BOOST_DESCRIBE_STRUCT(RefundRef, (), (refund_id))

struct GiveBackBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(GiveBackBody, (), (reason))

RefundView view_of(const RefundRow& refund);

class Refunds {
 public:
  // `wechat_pay` may be nullptr: not configured.
  Refunds(Context& context, PaymentProvider* wechat_pay) : context_(context), wechat_pay_(wechat_pay) {}

  Task<Result<RefundPage>> refunds(RefundQuery query);
  // The operator paid it out by hand. refund_not_found; conflict refund_state, refund_not_by_bank.
  Task<Result<db::Replayable<RefundView>>> confirm(const Command& command, RefundId id, std::string entry_number,
                                                   db::IdempotencyKey key);
  // The operator gives back what no order took of a payment: too much, or a part whose rest never came.
  // payment_not_found; conflict payment_state (it can still be paid), nothing_to_give_back.
  Task<Result<db::Replayable<RefundView>>> give_back(const Command& command, PaymentId id, std::string reason,
                                                     db::IdempotencyKey key);
  // A verified callback. refund_not_found; unprocessable amount_mismatch. Known before: nothing happens.
  Task<Result<void>> complete(std::string number, std::string provider_refund, Money amount);
  // The supplier can't deliver what was paid and is not packed: stock goes back, all the money too. conflict
  // order_state.
  Task<Result<db::Replayable<OrderView>>> decline(const Command& command, OrderId id, std::string reason,
                                                  db::IdempotencyKey key);

  void wake();
  // Sends or asks about what is due; gives how many without a failure.
  Task<std::int64_t> run_due();
  Task<> run_loop(Loop& loop);
  void set_loop(std::shared_ptr<Loop> loop) { loop_ = std::move(loop); }

 private:
  Task<> run(RefundId id);
  Task<Result<ProviderRefund>> call_channel(const RefundRow& refund, std::string payment_number, Money total);

  Context& context_;
  PaymentProvider* wechat_pay_;
  std::shared_ptr<Loop> loop_;  // set before serving
};

}  // namespace shanhai::orders
