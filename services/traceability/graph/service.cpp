#include "services/traceability/graph/service.hpp"

#include "services/traceability/graph/origins.hpp"
#include "services/traceability/graph/view.hpp"
#include "services/traceability/graph/walk.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {
namespace {

using graph::Graph;
using graph::Index;

graph::Numbers without(graph::Numbers lots, const Graph& graph, Index lot) {
  lots.remove(graph.node(lot).facts);
  return lots;
}

std::int64_t size_of(const graph::Numbers& numbers) { return static_cast<std::int64_t>(numbers.cardinality()); }

LotTrace trace_of(const Graph& graph, Index lot, std::int64_t limit) {
  const auto origins = graph::origins_of(graph, lot);
  const auto destinations = graph::destinations_of(graph, lot);
  const auto made_of = without(origins.lots, graph, lot), made_into = without(destinations.lots, graph, lot);
  LotTrace out;
  out.sequence = graph.sequence;
  out.orders_sequence = graph.orders_sequence;
  out.totals = {size_of(made_of),
                size_of(origins.households),
                size_of(made_into),
                static_cast<std::int64_t>(destinations.lines.size()),
                destinations.orders,
                destinations.parcels,
                destinations.shipped_parcels,
                destinations.units};
  graph::Showing showing;
  out.lot = graph::view_of_lot(graph, lot, showing);
  out.made_of = graph::page_of_origins(graph, made_of, last_id<LotId>(), limit);
  out.made_into = graph::page_of_products(graph, made_into, LotId(), limit);
  out.households = graph::page_of_households(graph, origins.households, HouseholdId(), limit);
  out.order_lines = graph::page_of_lines(graph, destinations.lines, {}, limit);
  out.captured = graph::view_of_captured(graph, graph::captured_origins(graph, origins.lots),
                                         graph::captured_destinations(graph, destinations.lots));
  return out;
}

// Whether an answer takes tens of microseconds at most, beyond what it shows: a thread that answers may do that itself.
bool is_small(const Graph& graph, LotId lot) {
  const auto node = graph.find_lot(lot);
  if (node == graph::kNone) return true;
  return graph.unsettled() == 0 && graph.keeps_all() && !graph.has_captured(graph.lot(node).supplier) &&
         graph::reaches_few(graph, lot);
}

// `view(graph, node)` of the supplier's own lot, of a graph that has caught up.
template <class View>
auto look(graph::Follower& follower, LotId lot, OrganisationId supplier, View view)
    -> Task<Result<std::invoke_result_t<View&, const Graph&, Index>>> {
  using Answer = Result<std::invoke_result_t<View&, const Graph&, Index>>;
  auto own = [lot, supplier, view](const Graph& g) mutable -> Answer {
    SH_TRY(const auto node, graph::find_own(g, lot, supplier));
    return view(g, node);
  };
  auto small = [lot](const Graph& g) { return is_small(g, lot); };
  auto out = co_await follower.look(small, own);
  co_return out;
}

}  // namespace

Result<Index> graph::find_own(const Graph& graph, LotId lot, OrganisationId supplier) {
  const auto node = graph.find_lot(lot);
  if (node == kNone || graph.word(graph.lot(node).supplier) != supplier.raw()) return Error::not_found("lot");
  return node;
}

bool graph::reaches_few(const Graph& graph, LotId lot) {
  constexpr std::size_t kFew = 500;
  const auto node = graph.find_lot(lot);
  return node == kNone || are_few(graph, node, kFew);
}

Task<Result<LotTrace>> LotTraceService::trace(auth::Principal caller, LotId lot, LotTraceQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  auto view = [&](const Graph& g, Index node) { return trace_of(g, node, query.size()); };
  auto out = co_await look(follower_, lot, supplier, view);
  co_return out;
}

Task<Result<TracedLotPage>> LotTraceService::made_of(auth::Principal caller, LotId lot, TraceListQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto before, after_cursor(query.cursor, last_id<LotId>()));
  auto view = [&](const Graph& g, Index node) {
    return graph::page_of_origins(g, without(graph::origins_of(g, node).lots, g, node), before, query.size());
  };
  auto out = co_await look(follower_, lot, supplier, view);
  co_return out;
}

Task<Result<TracedLotPage>> LotTraceService::made_into(auth::Principal caller, LotId lot, TraceListQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto after, after_cursor(query.cursor, LotId()));
  auto view = [&](const Graph& g, Index node) {
    return graph::page_of_products(g, without(graph::destinations_of(g, node).lots, g, node), after, query.size());
  };
  auto out = co_await look(follower_, lot, supplier, view);
  co_return out;
}

Task<Result<TracedHouseholdPage>> LotTraceService::households(auth::Principal caller, LotId lot, TraceListQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto after, after_cursor(query.cursor, HouseholdId()));
  auto view = [&](const Graph& g, Index node) {
    return graph::page_of_households(g, graph::origins_of(g, node).households, after, query.size());
  };
  auto out = co_await look(follower_, lot, supplier, view);
  co_return out;
}

Task<Result<TracedLinePage>> LotTraceService::order_lines(auth::Principal caller, LotId lot, TraceListQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto after, graph::line_key(query.cursor));
  auto view = [&](const Graph& g, Index node) {
    return graph::page_of_lines(g, graph::destinations_of(g, node).lines, after, query.size());
  };
  auto out = co_await look(follower_, lot, supplier, view);
  co_return out;
}

}  // namespace shanhai::traceability
