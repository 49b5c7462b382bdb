// Events of the catalog, written in the transaction of what they tell.
#pragma once

#include "common/events/event.hpp"
#include "services/catalog/api.hpp"
#include "services/catalog/scope.hpp"

namespace shanhai::catalog {

template <class Payload>
events::NewEvent event_of(std::string_view type, std::string_view aggregate_type, std::string aggregate_id,
                          std::int64_t version, const Change& change, const Payload& payload) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = aggregate_type;
  event.aggregate_id = std::move(aggregate_id);
  event.version = version;
  event.actor = change.actor;
  event.reason = change.reason;
  event.trace_id = change.trace_id;
  event.payload = json::write(payload).as_object();
  return event;
}

template <class Payload>
void announce(db::Tx& tx, Random& random, std::string_view type, std::string_view aggregate_type,
              std::string aggregate_id, std::int64_t version, const Change& change, const Payload& payload) {
  events::append(tx, random, event_of(type, aggregate_type, std::move(aggregate_id), version, change, payload));
}

}  // namespace shanhai::catalog
