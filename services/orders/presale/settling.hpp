// Orders whose presale comes to nothing: withdrawn by the supplier, or left by a buyer to whom it was promised earlier.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

// Of presales that are being withdrawn: an order that waits for its money ends, of others (paid, or on credit) what is
// not packed of the presale is declined. Gives true.
Result<bool> settle_order(db::Tx& tx, Context& context, OrderId id);

// conflict promise_kept, order_state; order_not_found.
Result<void> leave_presale(db::Tx& tx, Context& context, const Command& command, OrderId id);

// Something that is still to be packed was promised for an earlier day than its presale says now.
bool waits_longer(db::Tx& tx, const std::vector<LineRow>& lines);

// Lines of an order that may not be packed on that day, and from when on.
std::map<OrderLineId, Date> held_back(db::Tx& tx, const std::vector<LineRow>& lines, Date today);

}  // namespace shanhai::orders
