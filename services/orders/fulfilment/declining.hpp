// What the supplier can't deliver is given back by itself.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/fulfilment/views.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

// Declines the lines, or all that is not packed where none is named: the stock held for them goes free and their money
// is promised back; `reason` stays with the refund. The order is locked. invalid /lines...; unprocessable
// line_not_found, more_than_left (the place is named); conflict order_state (nothing left), order_not_paid.
Result<void> decline_lines(db::Tx& tx, Context& context, OrderChange& change, const std::vector<DeclinedLine>& lines,
                           const std::string& reason, const By& by);

}  // namespace shanhai::orders
