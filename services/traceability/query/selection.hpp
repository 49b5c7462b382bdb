// Runs a query: the condition that fewest events fulfil drives it by its index, the others are asked of the stored
// documents. Bounded: a page says where to go on, also where nothing was found yet.
//
// Pages are stable while events are recorded: a page begins behind a place in an order that no event ever leaves, so an
// event that comes meanwhile neither doubles nor drops another.
#pragma once

#include <chrono>

#include "services/traceability/query/store.hpp"

namespace shanhai::traceability::query {

struct SelectionLimits {
  std::int64_t page = 30;                                        // events
  std::int64_t rows_max = 20'000;                                // that one request looks at
  std::chrono::milliseconds time_max = std::chrono::seconds(4);  // after which it looks at no more
};

// Where a page ended.
struct Position {
  Place place;
  std::int64_t given = 0;  // events, on the pages before
};

struct Selection {
  std::vector<std::string> documents;
  std::optional<Position> next;  // none: this is the last page
};

// too_large query_too_large: maxEventCount; query_too_complex: the order or the count cannot be told within the limits.
// invalid: `after` is an event that matches no more (by master data) where the order cannot be told without it.
Result<Selection> select(db::Tx& tx, OrganisationId organisation, const Criteria& criteria,
                         const std::optional<Position>& after, SelectionLimits limits);

}  // namespace shanhai::traceability::query
