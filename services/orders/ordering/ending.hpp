// An unpaid order ends: its buyer cancels it, or its time runs out. Its stock goes back exactly once, because only a
// placed order can end and ending is what makes it cancelled.
#pragma once

#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

inline constexpr std::string_view kExpired = "expired";  // as cancel_reason

// conflict order_state: it is not placed any more, or packed already.
Result<void> end_order(db::Tx& tx, Context& context, OrderChange& change, std::string reason, const By& by);

}  // namespace shanhai::orders
