// Events on their way out, for who writes many rows in one round trip.
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::events {

// The rows of events in their order, as texts of outbox_append and of outbox_append_pending; both are to be written, in
// one transaction.
struct OutboxTexts {
  std::string rows, pending;
};
OutboxTexts texts_of(const std::vector<NewEvent>& events, Instant now, Random& random);

}  // namespace shanhai::events
