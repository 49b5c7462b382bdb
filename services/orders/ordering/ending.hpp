// An unpaid order ends: its buyer cancels it, its supplier declines it, or its time runs out. Its stock goes back
// exactly once, because only a placed order can end and ending is what makes it cancelled.
#pragma once

#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

inline constexpr std::string_view kExpired = "expired";          // as cancel_reason
inline constexpr std::string_view kUndelivered = "undelivered";  // the supplier declined all of it

// conflict order_state: it is not placed any more, or something of it is packed.
Result<void> end_order(db::Tx& tx, Context& context, OrderChange& change, std::string reason, const By& by);

}  // namespace shanhai::orders
