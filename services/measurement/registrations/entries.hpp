// From approved and reversed registrations to ledger entries of channel offline.
#pragma once

#include <span>

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kRegistrationsConsumer = "measurement.registrations";

// Applies events of measurement's own stream, in their order, inside the consumer's transaction; those of no interest
// are passed over. However the stream is divided, the same bytes are written.
Result<void> apply_registration_events(db::Tx& tx, std::span<const events::Event> events);

}  // namespace shanhai::measurement
