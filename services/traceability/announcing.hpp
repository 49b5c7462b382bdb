// Events to other services, written in the transaction of what they tell.
#pragma once

#include "common/events/event.hpp"
#include "services/traceability/api.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

// `version`: the lot's, as the change left it. Each change of a lot raises it by one and has one event.
template <class Payload>
events::NewEvent announcement(std::string_view type, LotId lot, std::int64_t version, const Change& change,
                              const Payload& payload) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "lot";
  event.aggregate_id = lot.str();
  event.version = version;
  event.actor = change.actor;
  event.reason = change.reason;
  event.trace_id = change.trace_id;
  event.payload = json::write(payload).as_object();
  return event;
}

template <class Payload>
void announce(db::Tx& tx, Random& random, std::string_view type, LotId lot, std::int64_t version, const Change& change,
              const Payload& payload) {
  events::append(tx, random, announcement(type, lot, version, change, payload));
}

}  // namespace shanhai::traceability
