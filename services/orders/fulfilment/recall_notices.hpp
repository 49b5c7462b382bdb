// Buyers are told of a recall: each once of all the orders that it reached, in the transaction that writes down that
// they were.
#pragma once

#include "services/orders/ordering/fair_loop.hpp"

namespace shanhai::orders {

// A notice: {orders}, {order}: the first of them.
inline constexpr std::string_view kLotsRecalled = "orders.lots_recalled";

// `context` must outlive it.
DueWork recall_notices(Context& context);

}  // namespace shanhai::orders
