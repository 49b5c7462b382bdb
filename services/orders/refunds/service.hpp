// Refunds on their way: sent to the channel until it says they are paid; by bank the operator confirms them. And the
// supplier's refusal to deliver, which is a refund of everything.
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "common/http/message.hpp"
#include "services/orders/fulfilment/views.hpp"
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
  std::optional<std::string> reference_code;  // what its bank transfer should name
  std::optional<std::string> bank_entry;      // that paid it
  std::int64_t attempts = 0;
  std::optional<std::string> last_failure;  // the channel's, where it refused or failed last
  Instant requested_at{};
  std::optional<Instant> succeeded_at;
};
BOOST_DESCRIBE_STRUCT(RefundView, (),
                      (refund_id, payment_id, order_id, kind, channel, state, amount, reference_code, bank_entry,
                       attempts, last_failure, requested_at, succeeded_at))

struct RefundPage {
  std::vector<RefundView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(RefundPage, (), (items, next_cursor))

struct RefundQuery : http::PageQuery {
  std::optional<PaymentChannel> channel;
  RefundState state = RefundState::processing;
};
BOOST_DESCRIBE_STRUCT(RefundQuery, (http::PageQuery), (channel, state))

struct ConfirmRefundBody {
  Text<1, 40> entry_number;  // of the outgoing transfer in the bank's books; its statement was imported
};
BOOST_DESCRIBE_STRUCT(ConfirmRefundBody, (), (entry_number))

struct RetryRefundBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(RetryRefundBody, (), (reason))

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
  Refunds(Context& context, Providers providers) : context_(context), providers_(providers) {}

  Task<Result<RefundPage>> refunds(RefundQuery query);
  // The operator paid it out by bank: a refund of a transfer, or one that its channel refuses. refund_not_found;
  // conflict refund_state, refund_not_by_bank (its channel may still pay it), bank_entry_used; unprocessable
  // bank_entry_not_found, amount_mismatch (the entry is not outgoing money of just this amount).
  Task<Result<db::Replayable<RefundView>>> confirm(const Command& command, RefundId id, std::string entry_number,
                                                   db::IdempotencyKey key);
  // Sends what the channel refused once more. refund_not_found; conflict refund_state.
  Task<Result<db::Replayable<RefundView>>> retry(const Command& command, RefundId id, std::string reason,
                                                 db::IdempotencyKey key);
  // The operator gives back what no order took of a payment: too much, or a part whose rest never came.
  // payment_not_found; conflict payment_state (it can still be paid), nothing_to_give_back.
  Task<Result<db::Replayable<RefundView>>> give_back(const Command& command, PaymentId id, std::string reason,
                                                     db::IdempotencyKey key);
  // A verified callback, or the channel's answer. refund_not_found; unprocessable amount_mismatch. Known before:
  // nothing happens.
  Task<Result<void>> complete(PaymentChannel channel, std::string number, std::string provider_refund, Money amount);
  // The supplier can't deliver the lines, or, where none is named, all that is not packed: stock and money go back (see
  // decline_lines).
  Task<Result<db::Replayable<OrderView>>> decline(const Command& command, OrderId id, std::string reason,
                                                  db::IdempotencyKey key, std::vector<DeclinedLine> lines = {});

  void wake();
  // Sends or asks about what is due; gives how many without a failure.
  Task<std::int64_t> run_due();
  Task<> run_loop(Loop& loop);
  void set_loop(std::shared_ptr<Loop> loop) { loop_ = std::move(loop); }

 private:
  Task<> run(RefundId id);
  Task<Result<ProviderRefund>> call_channel(PaymentProvider& channel, const RefundRow& refund, RefundOrder order);
  // What the channel said, unless it said that it has paid.
  Task<> note(const RefundRow& refund, const Result<ProviderRefund>& answer);

  Context& context_;
  const Providers providers_;
  std::shared_ptr<Loop> loop_;  // set before serving
};

}  // namespace shanhai::orders
