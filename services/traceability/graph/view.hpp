// Walks as answers, a page at a time. The caller holds the graph's mutex, shared. Pure.
#pragma once

#include "common/base/result.hpp"
#include "services/traceability/graph/api.hpp"

namespace shanhai::traceability::graph {

// What the lots of an answer share.
struct Showing {
  std::int64_t deliveries_left = 2000;  // that it may still list
  std::string county, county_name;      // of the last lot: mostly the same place
};

TracedLot view_of_lot(const Graph& graph, Index lot, Showing& showing);

// Pages go on behind the id, or the key, that the last one ended with.
TracedLotPage page_of_origins(const Graph& graph, const Numbers& lots, LotId before, std::int64_t limit);
TracedLotPage page_of_products(const Graph& graph, const Numbers& lots, LotId after, std::int64_t limit);
TracedHouseholdPage page_of_households(const Graph& graph, const Numbers& households, HouseholdId after,
                                       std::int64_t limit);
// `after`: as cursor_key() reads it; empty: from the beginning.
TracedLinePage page_of_lines(const Graph& graph, const std::vector<Index>& lines, const std::string& after,
                             std::int64_t limit);
Result<std::string> line_key(const std::optional<Text<1, 512>>& cursor);  // invalid: query/cursor

CapturedTrace view_of_captured(const Graph& graph, const CapturedThings& origins, const CapturedThings& destinations);

}  // namespace shanhai::traceability::graph
