// The rows of a placement as SQL text, made on the caller's thread before it queues: the order writer only joins them.
// All of them tell the time at which the placement was made ready (GroupRow::placed_at).
#pragma once

#include <string>

#include "common/base/random.hpp"

namespace shanhai::orders {

struct Placement;

// One for each table; `pending`: the events' places in the outbox's queue.
struct PlacementTexts {
  std::string key, group, orders, lines, deliveries, entries, events, pending;
};

PlacementTexts make_texts(const Placement& placement, Random& random);
// Of the lines alone.
std::string line_texts(const Placement& placement);

}  // namespace shanhai::orders
