// Returns as callers write and read them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/api.hpp"
#include "services/orders/returns/rows.hpp"

namespace shanhai::orders {

struct ReturnLineBody {
  OrderLineId line_id;
  Bounded<1, 100000> quantity;
};
BOOST_DESCRIBE_STRUCT(ReturnLineBody, (), (line_id, quantity))

struct ReturnBody {
  OrderId order_id;
  std::vector<ReturnLineBody> lines;
  ReturnKind kind = ReturnKind::no_reason;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(ReturnBody, (), (order_id, lines, kind, reason))

struct DecisionBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(DecisionBody, (), (reason))

struct ReceiveBody {
  bool restock = false;  // in good order: back on sale
};
BOOST_DESCRIBE_STRUCT(ReceiveBody, (), (restock))

struct ReturnLineView {
  OrderLineId line_id;
  std::int64_t quantity = 0;
  Money refund_amount;
};
BOOST_DESCRIBE_STRUCT(ReturnLineView, (), (line_id, quantity, refund_amount))

struct ReturnRefundView {
  RefundId refund_id;
  RefundState state = RefundState::requested;
  Money amount;
  std::optional<Instant> succeeded_at;
};
BOOST_DESCRIBE_STRUCT(ReturnRefundView, (), (refund_id, state, amount, succeeded_at))

struct ReturnView {
  ReturnId return_id;
  OrderId order_id;
  OrganisationId supplier_id;
  ReturnKind kind = ReturnKind::no_reason;
  ReturnState state = ReturnState::requested;
  std::string reason;
  std::optional<std::string> decision_reason;
  Money refund_amount;
  std::optional<bool> restocked;
  Instant requested_at{};
  std::optional<Instant> decided_at, received_at;
  std::vector<ReturnLineView> lines;
  std::optional<ReturnRefundView> refund;
};
BOOST_DESCRIBE_STRUCT(ReturnView, (),
                      (return_id, order_id, supplier_id, kind, state, reason, decision_reason, refund_amount, restocked,
                       requested_at, decided_at, received_at, lines, refund))

struct ReturnPage {
  std::vector<ReturnView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ReturnPage, (), (items, next_cursor))

// Stored under the idempotency key; the return is read anew.
struct ReturnRef {
  ReturnId return_id;
};
BOOST_DESCRIBE_STRUCT(ReturnRef, (), (return_id))

}  // namespace shanhai::orders
