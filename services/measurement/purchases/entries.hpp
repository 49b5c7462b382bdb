// From orders' events to entries of the ledger.
#pragma once

#include <span>

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::measurement {

// Applies events of the orders stream, in their order, inside the consumer's transaction; those of no interest are
// passed over. An event whose payload does not read as its type, or that takes back what was never counted, is an
// error: the consumer stops there rather than count wrongly. However the stream is divided, and however often an event
// comes, the same bytes are written.
Result<void> apply_orders_events(db::Tx& tx, std::span<const events::Event> events);

}  // namespace shanhai::measurement
