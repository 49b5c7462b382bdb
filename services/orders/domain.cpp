#include "services/orders/domain.hpp"

#include <algorithm>
#include <array>

namespace shanhai::orders {
namespace {

using enum OrderState;
using enum OrderAction;

constexpr std::array kMoves = {
    OrderMove{placed, pay, paid},
    OrderMove{placed, cancel, cancelled},
    OrderMove{placed, pack, placed},  // on credit, see may_pack()
    OrderMove{placed, ship_part, partly_shipped},
    OrderMove{placed, ship_rest, shipped},
    OrderMove{paid, pack, paid},
    OrderMove{paid, ship_part, partly_shipped},
    OrderMove{paid, ship_rest, shipped},
    OrderMove{paid, refund_all, refunded},
    OrderMove{partly_shipped, pay, partly_shipped},
    OrderMove{partly_shipped, pack, partly_shipped},
    OrderMove{partly_shipped, ship_part, partly_shipped},
    OrderMove{partly_shipped, ship_rest, shipped},
    OrderMove{shipped, pay, shipped},
    OrderMove{shipped, deliver, delivered},
    OrderMove{shipped, accept, accepted},
    OrderMove{delivered, pay, delivered},
    OrderMove{delivered, accept, accepted},
    OrderMove{delivered, refund_all, refunded},
    OrderMove{accepted, pay, accepted},
    OrderMove{accepted, complete, completed},
    OrderMove{accepted, refund_all, refunded},
    OrderMove{completed, refund_all, refunded},
};

}  // namespace

std::span<const OrderMove> order_moves() { return kMoves; }

Result<OrderState> move_order(OrderState from, OrderAction action) {
  const auto move = std::find_if(kMoves.begin(), kMoves.end(),
                                 [&](const OrderMove& row) { return row.from == from && row.action == action; });
  if (move == kMoves.end()) return Error::conflict("order_state", "the order's state does not allow this");
  return move->to;
}

bool may_pack(OrderState state, bool on_credit) {
  return state == paid || state == partly_shipped || (state == placed && on_credit);
}

bool supplier_sees_recipient(OrderState state, bool on_credit) {
  switch (state) {
    case paid:
    case partly_shipped:
    case shipped:
    case delivered:
    case accepted:
      return true;
    case placed:
      return on_credit;
    case completed:
    case cancelled:
    case refunded:
      return false;
  }
  return false;
}

Instant end_of_window(Instant received, int days) {
  return start_of_china_day(add_days(china_date(received), days + 1));
}

}  // namespace shanhai::orders
