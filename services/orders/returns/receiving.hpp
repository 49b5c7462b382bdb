// What receiving a return does to the stock: the lots that went out come back.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/returns/rows.hpp"

namespace shanhai::orders {

// Puts returned units back on hand, from the lots of their parcels; what belongs to a recalled lot stays blocked. The
// caller holds the order's row.
void restock(db::Tx& tx, Random& random, OrderId order, const std::vector<ReturnLineRow>& lines);

}  // namespace shanhai::orders
