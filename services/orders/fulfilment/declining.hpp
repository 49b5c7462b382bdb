// What the supplier can't deliver is given back by itself.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/fulfilment/views.hpp"
#include "services/orders/ordering/ending.hpp"

namespace shanhai::orders {

// Declines the lines, or all that is not packed where none is named: the stock held for them goes free and their money
// is promised back; `reason` stays with the refund. What was bought on credit and not paid is not owed any more:
// payments that ask for it are closed, and an order of which nothing is left ends (`ended_as`, its cancel_reason). The
// order is locked, and of one that is not paid its group before. invalid /lines...; unprocessable line_not_found,
// more_than_left (the place is named); conflict order_state (nothing left).
Result<void> decline_lines(db::Tx& tx, Context& context, OrderChange& change, const std::vector<DeclinedLine>& lines,
                           const std::string& reason, const By& by, std::string_view ended_as = kUndelivered);

}  // namespace shanhai::orders
