// Traces of one's own lots, from the graph.
#pragma once

#include "common/auth/principal.hpp"
#include "services/traceability/graph/api.hpp"
#include "services/traceability/graph/follower.hpp"

namespace shanhai::traceability {

// All throw Unavailable while the graph is being built or far behind; each answer holds whatever was committed before
// it was asked for.
class LotTraceService {
 public:
  explicit LotTraceService(graph::Follower& follower) : follower_(follower) {}

  Task<Result<LotTrace>> trace(auth::Principal caller, LotId lot, LotTraceQuery query);
  Task<Result<TracedLotPage>> made_of(auth::Principal caller, LotId lot, TraceListQuery query);
  Task<Result<TracedLotPage>> made_into(auth::Principal caller, LotId lot, TraceListQuery query);
  Task<Result<TracedHouseholdPage>> households(auth::Principal caller, LotId lot, TraceListQuery query);
  Task<Result<TracedLinePage>> order_lines(auth::Principal caller, LotId lot, TraceListQuery query);

 private:
  graph::Follower& follower_;
};

namespace graph {

// The lot's node, where it is the supplier's. lot_not_found. The caller holds the mutex.
Result<Index> find_own(const Graph& graph, LotId lot, OrganisationId supplier);

// Whether what was made of it, and the parcels of these, are so few that a thread that answers may look itself.
bool reaches_few(const Graph& graph, LotId lot);

}  // namespace graph
}  // namespace shanhai::traceability
