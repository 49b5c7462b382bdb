#include "services/traceability/recall/reach.hpp"

#include <algorithm>
#include <set>

#include "services/traceability/graph/service.hpp"
#include "services/traceability/graph/store.hpp"
#include "services/traceability/graph/walk.hpp"
#include "services/traceability/lot/ancestry.hpp"

namespace shanhai::traceability {
namespace {

template <class IdType>
void sort_unique(std::vector<IdType>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

Result<Reach> reach_by_graph(const graph::Graph& graph, LotId lot, OrganisationId supplier) {
  SH_TRY(const auto node, graph::find_own(graph, lot, supplier));
  const auto found = graph::destinations_of(graph, node);
  Reach out;
  out.blocked = true;
  graph::for_each_number(found.lots, [&](graph::Index number) {
    const auto at = graph.lot_numbers().node(number);
    out.lots.push_back(graph.lot_id(at));
    const auto& facts = graph.lot(at);
    out.blocked = out.blocked && (facts.kind != LotKind::packed || facts.blocked);
  });
  for (const auto at : found.lines) out.orders.emplace_back(graph.order(graph.parcel(graph.line(at).parcel).order));
  sort_unique(out.lots);
  sort_unique(out.orders);
  out.parcels = found.parcels;
  out.shipped_parcels = found.shipped_parcels;
  out.units = found.units;
  return out;
}

Reach reach_by_tables(db::Tx& tx, LotId lot) {
  Reach out;
  out.lots = forwards(tx, lot).lots;
  sort_unique(out.lots);
  std::set<ParcelId> parcels, shipped;
  for (const auto& row : graph::list_reached(tx, out.lots)) {
    out.orders.push_back(row.order);
    out.units += row.quantity;
    parcels.insert(row.parcel);
    if (row.shipped) shipped.insert(row.parcel);
  }
  sort_unique(out.orders);
  out.parcels = static_cast<std::int64_t>(parcels.size());
  out.shipped_parcels = static_cast<std::int64_t>(shipped.size());
  std::size_t packed = 0;
  for (const auto& row : store::list_lots_by_id(tx, out.lots)) packed += row.kind == LotKind::packed ? 1 : 0;
  out.blocked = graph::list_blocked(tx, out.lots).size() == packed;
  return out;
}

}  // namespace shanhai::traceability
