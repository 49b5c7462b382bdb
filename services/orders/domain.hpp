// The life of an order, as a table. Payment is a state machine of its own (payment/domain.hpp): a unit on credit is
// shipped before it pays, so `pay` is allowed in every state in which the goods are under way and changes only
// `placed`.
#pragma once

#include <span>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"

namespace shanhai::orders {

enum class OrderState { placed, paid, partly_shipped, shipped, delivered, accepted, completed, cancelled, refunded };

enum class OrderAction {
  pay,        // money was applied in full
  cancel,     // by the buyer, or because time ran out
  pack,       // lots were bound
  ship_part,  // some parcels left
  ship_rest,  // the last parcels left
  deliver,
  accept,
  complete,    // accepted, paid, return window over
  refund_all,  // everything paid was promised back
};

struct OrderMove {
  OrderState from;
  OrderAction action;
  OrderState to;
};

std::span<const OrderMove> order_moves();

// conflict "order_state": the action has no place in that state.
Result<OrderState> move_order(OrderState from, OrderAction action);

// Packing needs the money, or a unit that buys on credit; what has left in part had either.
bool may_pack(OrderState state, bool on_credit);

// Who carries the goods needs the address: from paid (or on credit) until completed.
bool supplier_sees_recipient(OrderState state, bool on_credit);

// The first instant after the return window: `days` whole days in China from the day after receipt.
Instant end_of_window(Instant received, int days);

}  // namespace shanhai::orders
