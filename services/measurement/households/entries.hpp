// From events of traceability and orders to what is known of lots and households. Events of no interest are passed
// over; the order between the two streams does not matter.
#pragma once

#include <span>

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::measurement {

Result<void> apply_lot_put_on_sale(db::Tx& tx, const events::Event& event);
Result<void> apply_parcels_shipped(db::Tx& tx, std::span<const events::Event> events);

}  // namespace shanhai::measurement
