// Follows the stream of orders: which units of which lots are in which parcel of which order line.
#pragma once

#include <span>

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::traceability::graph {

// A Consumer's handler: appends to parcel_movement.
Result<void> apply_orders_events(db::Tx& tx, std::span<const events::Event> events);

}  // namespace shanhai::traceability::graph
