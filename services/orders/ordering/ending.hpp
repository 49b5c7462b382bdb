// An unpaid order ends: its buyer cancels it, its supplier declines it, or its time runs out. Its stock goes back
// exactly once, because only a placed order can end and ending is what makes it cancelled.
#pragma once

#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

// As cancel_reason; nobody may say them but the service.
inline constexpr std::string_view kExpired = "expired";
inline constexpr std::string_view kUndelivered = "undelivered";             // the supplier declined all of it
inline constexpr std::string_view kPresaleCancelled = "presale_withdrawn";  // its presale came to nothing

// conflict order_state: it is not placed any more, or something of it is packed.
Result<void> end_order(db::Tx& tx, Context& context, OrderChange& change, std::string reason, const By& by);

// Less is due now of an order that is not paid: payments that ask for more are closed, and so is its group where
// nothing of it waits to be paid any more. The group is locked, the order saved.
void close_what_asks_for_more(db::Tx& tx, const OrderRow& order);

}  // namespace shanhai::orders
