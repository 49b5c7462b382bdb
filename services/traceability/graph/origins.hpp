// What is behind a lot by our own record: lots over inputs, households over their deliveries. It never changes once a
// lot is made, so where a walk to it would be long it is kept with the lot, as sets that are united. The caller holds
// the graph's mutex.
#pragma once

#include "services/traceability/graph/graph.hpp"

namespace shanhai::traceability::graph {

// Of lots that keep none, and have none behind them, by walking.
Behind origins_of(const Graph& graph, Index lot);
// Without looking at what is kept, for whoever checks that.
Behind walk_origins(const Graph& graph, Index lot);

inline constexpr std::int64_t kAllAtOnce = std::numeric_limits<std::int64_t>::max();
// Decides for lots with new edges whether what is behind them is kept. Until then they are walked through, so answers
// are right at any time. Stops after about `nanoseconds` of work; true: there is more. The mutex is held exclusively.
bool settle(Graph& graph, std::int64_t nanoseconds);

}  // namespace shanhai::traceability::graph
