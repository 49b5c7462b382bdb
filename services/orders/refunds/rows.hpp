// Refunds as the database holds them.
#pragma once

#include "services/orders/api.hpp"
#include "services/orders/payment/rows.hpp"

namespace shanhai::orders {

struct RefundRow {
  RefundId id;
  PaymentId payment;
  std::optional<OrderId> order;  // none: money that no order took
  std::optional<ReturnId> return_id;
  RefundKind kind = RefundKind::returned;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  RefundState state = RefundState::requested;
  Money amount;
  std::string channel_number;   // out_refund_no, out_request_no; by bank: the reference code its transfer should name
  std::string provider_refund;  // the channel's number; by bank: the outgoing entry's
  Account taken_from = Account::order_escrow;
  std::string reason;
  std::int64_t attempts = 0;
  std::string last_failure;
  Instant requested_at{};
  std::optional<Instant> succeeded_at, next_attempt_at;
  std::optional<std::string> bank_entry;  // the outgoing entry that paid it
  std::optional<Instant> accepted_at;     // when the channel took it
};

struct RefundLineRow {
  OrderLineId line;
  std::int64_t quantity = 0;
  Money amount;
};

}  // namespace shanhai::orders
