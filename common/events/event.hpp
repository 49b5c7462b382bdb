// Events between services, and the outbox they leave through.
#pragma once

#include "common/base/ids.hpp"
#include "common/db/transaction.hpp"
#include "common/json/json.hpp"

namespace shanhai::events {

// A state change, as others see it. Its outbox row is also the audit entry of the change.
struct Event {
  EventId id;
  std::int64_t sequence = 0;   // gapless per service, from 1
  std::string type;            // "orders.order_paid"
  std::string aggregate_type;  // "order"
  std::string aggregate_id;    // text form
  std::int64_t version = 0;    // of the aggregate, from 1
  Instant occurred_at{};
  std::string actor;  // account id as text, "system", or a service's name
  std::string reason;
  std::string trace_id;
  json::Object payload;  // no personal data
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (id, sequence, type, aggregate_type, aggregate_id, version, occurred_at, actor, reason, trace_id,
                       payload))

struct EventBatch {
  std::vector<Event> events;       // in order of sequence
  std::int64_t last_sequence = 0;  // of the stream, for lag
};
BOOST_DESCRIBE_STRUCT(EventBatch, (), (events, last_sequence))

struct NewEvent {
  std::string_view type;
  std::string_view aggregate_type;
  std::string aggregate_id;
  std::int64_t version;
  std::string actor;
  std::string reason;
  std::string trace_id;  // may be empty
  json::Object payload;
};

// Writes the row in the caller's transaction. DuplicateKey if that version of the aggregate already has an event: two
// writers raced without locking the aggregate, a bug. Aggregates count their versions themselves (a `version` column
// bumped under lock).
EventId append(db::Tx& tx, Random& random, const NewEvent& event);
void append_all(db::Tx& tx, Random& random, const std::vector<NewEvent>& events);

// Numbered events after `sequence`, for handlers that run in a transaction (replay, tests, audit).
std::vector<Event> list_after(db::Tx& tx, std::int64_t sequence, std::int64_t limit);

}  // namespace shanhai::events
