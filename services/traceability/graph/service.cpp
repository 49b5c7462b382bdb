#include "services/traceability/graph/service.hpp"

#include "services/traceability/graph/view.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {
namespace {

using graph::Graph;
using graph::Index;

std::vector<Index> without_first(const std::vector<Index>& lots) { return {lots.begin() + 1, lots.end()}; }

LotTrace trace_of(const Graph& graph, Index lot, std::int64_t limit) {
  const auto origins = graph::origins_of(graph, lot);
  const auto destinations = graph::destinations_of(graph, lot);
  const auto made_of = without_first(origins.lots), made_into = without_first(destinations.lots);
  LotTrace out;
  out.sequence = graph.sequence;
  out.orders_sequence = graph.orders_sequence;
  out.totals = {static_cast<std::int64_t>(made_of.size()),
                static_cast<std::int64_t>(origins.households.size()),
                static_cast<std::int64_t>(made_into.size()),
                static_cast<std::int64_t>(destinations.lines.size()),
                destinations.orders,
                destinations.parcels,
                destinations.shipped_parcels,
                destinations.units};
  graph::DeliveryBudget budget;
  out.lot = graph::view_of_lot(graph, lot, budget);
  out.made_of = graph::page_of_origins(graph, made_of, last_id<LotId>(), limit);
  out.made_into = graph::page_of_products(graph, made_into, LotId(), limit);
  out.households = graph::page_of_households(graph, origins.households, HouseholdId(), limit);
  out.order_lines = graph::page_of_lines(graph, destinations.lines, {}, limit);
  out.captured = graph::view_of_captured(graph, graph::captured_origins(graph, origins.lots),
                                         graph::captured_destinations(graph, destinations.lots));
  return out;
}

// `view(graph, node)` of the supplier's own lot, once the graph has caught up.
template <class View>
auto look(graph::Follower& follower, LotId lot, OrganisationId supplier, View view)
    -> Task<Result<std::invoke_result_t<View&, const Graph&, Index>>> {
  using Answer = Result<std::invoke_result_t<View&, const Graph&, Index>>;
  auto graph = co_await follower.caught_up();
  auto own = [lot, supplier, view](const Graph& g) mutable -> Answer {
    SH_TRY(const auto node, graph::find_own(g, lot, supplier));
    return view(g, node);
  };
  auto out = co_await follower.look(std::move(graph), own);
  co_return out;
}

}  // namespace

Result<Index> graph::find_own(const Graph& graph, LotId lot, OrganisationId supplier) {
  const auto node = graph.find_lot(lot);
  if (node == kNone || graph.word(graph.lot(node).supplier) != supplier.raw()) return Error::not_found("lot");
  return node;
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
    return graph::page_of_origins(g, without_first(graph::origins_of(g, node).lots), before, query.size());
  };
  auto out = co_await look(follower_, lot, supplier, view);
  co_return out;
}

Task<Result<TracedLotPage>> LotTraceService::made_into(auth::Principal caller, LotId lot, TraceListQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto after, after_cursor(query.cursor, LotId()));
  auto view = [&](const Graph& g, Index node) {
    return graph::page_of_products(g, without_first(graph::destinations_of(g, node).lots), after, query.size());
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
