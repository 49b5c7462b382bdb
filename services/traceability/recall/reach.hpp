// What a recall of a lot reaches: by the trace graph, or by the tables where there is no graph at the moment.
#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/graph/graph.hpp"

namespace shanhai::traceability {

struct Reach {
  std::vector<LotId> lots;      // the lot and all that was made of it; ascending
  std::vector<OrderId> orders;  // with units of these lots in a parcel; ascending
  std::int64_t parcels = 0, shipped_parcels = 0, units = 0;
  bool blocked = false;  // of every packed lot it is known that orders blocked it: no parcel can come on top
};

// lot_not_found: also of another supplier. For Follower::look(): the caller holds the mutex.
Result<Reach> reach_by_graph(const graph::Graph& graph, LotId lot, OrganisationId supplier);
Reach reach_by_tables(db::Tx& tx, LotId lot);

}  // namespace shanhai::traceability
