// From an orders event to ledger entries and rollup deltas. The only writer of both tables.
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::measurement {

// Applies one event of the orders stream inside the consumer's transaction; events of no interest are passed over. An
// event whose payload does not read as its type is an error: the consumer stops there rather than count wrongly.
Result<void> apply_orders_event(db::Tx& tx, const events::Event& event);

}  // namespace shanhai::measurement
