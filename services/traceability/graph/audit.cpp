#include "services/traceability/graph/audit.hpp"

#include <algorithm>
#include <boost/asio/use_future.hpp>
#include <future>

#include "services/traceability/graph/origins.hpp"
#include "services/traceability/graph/store.hpp"
#include "services/traceability/graph/walk.hpp"
#include "services/traceability/recall/reach.hpp"
#include "services/traceability/tally.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::graph {
namespace {

namespace q = sql::traceability;

constexpr std::int64_t kPage = 1000;
constexpr std::size_t kRecursed = 100;  // lots

struct Tallies {
  Tally households, consumed, recursion, sets, reach;
};

void compare(Tally& tally, LotId lot, std::int64_t stated, std::int64_t found) {
  ++tally.compared;
  if (stated != found)
    tally.differs(lot.str() + " states " + std::to_string(stated) + ", the graph " + std::to_string(found),
                  std::abs(stated - found));
}

std::int64_t taken_from(const Graph& graph, Index lot) {
  std::int64_t sum = 0;
  for (auto at = graph.node(lot).first_out; at != kNone; at = graph.edge(at).next_out) {
    const auto& edge = graph.edge(at);
    if (graph.node(edge.to).kind == NodeKind::lot) sum += static_cast<std::int64_t>(edge.value);
  }
  return sum;
}

// Gives all lots, for a choice among them.
std::vector<LotId> compare_each(db::Tx& tx, const Graph& graph, Tallies& tallies) {
  std::vector<LotId> all;
  for (LotId after;;) {
    const auto rows = tx.query(q::graph_audit_lots, {{"after", after}, {"limit", kPage}});
    for (const auto row : rows) {
      after = row.get<LotId>("id");
      all.push_back(after);
      const auto node = graph.find_lot(after);
      if (node == kNone) {
        tallies.households.differs(after.str() + " is not in the graph", 1);
        continue;
      }
      compare(tallies.households, after, row.get<std::int64_t>("households"),
              static_cast<std::int64_t>(origins_of(graph, node).households.cardinality()));
      compare(tallies.consumed, after, row.get<std::int64_t>("consumed"), taken_from(graph, node));
      if (graph.lot(node).quantity != row.get<std::int64_t>("quantity"))
        tallies.consumed.differs(after.str() + " has another quantity", 1);
    }
    if (static_cast<std::int64_t>(rows.size()) < kPage) return all;
  }
}

std::vector<LotId> by_recursion(db::Tx& tx, const db::Query& query, LotId lot) {
  std::vector<LotId> out;
  for (const auto row : tx.query(query, {{"lot", lot}})) out.push_back(row.get<LotId>("lot_id"));
  return out;
}

std::vector<LotId> by_graph(const Graph& graph, const Numbers& lots) {
  std::vector<LotId> out;
  for_each_number(lots, [&](Index number) { out.push_back(graph.lot_id(graph.lot_numbers().node(number))); });
  std::sort(out.begin(), out.end());
  return out;
}

void compare_recursion(db::Tx& tx, const Graph& graph, LotId lot, Tallies& tallies) {
  const auto node = graph.find_lot(lot);
  if (node == kNone) return;
  const auto origins = origins_of(graph, node);
  const auto destinations = destinations_of(graph, node);
  ++tallies.recursion.compared;
  if (by_recursion(tx, q::graph_trace_origins, lot) != by_graph(graph, origins.lots))
    tallies.recursion.differs(lot.str() + " was made of other lots", 1);
  if (by_recursion(tx, q::graph_trace_destinations, lot) != by_graph(graph, destinations.lots))
    tallies.recursion.differs(lot.str() + " was made into other lots", 1);
  if (destinations.lots.cardinality() > static_cast<std::uint64_t>(kPage)) return;  // the tables take long for it
  ++tallies.reach.compared;
  const auto tables = reach_by_tables(tx, lot);
  if (tables.parcels != destinations.parcels || tables.units != destinations.units ||
      static_cast<std::int64_t>(tables.orders.size()) != destinations.orders ||
      tables.shipped_parcels != destinations.shipped_parcels)
    tallies.reach.differs(lot.str() + " reached other parcels", 1);
}

// Of lots that keep what is behind them.
void compare_kept(const Graph& graph, const std::vector<LotId>& lots, Tally& tally) {
  std::vector<Index> keeping;
  for (const auto lot : lots) {
    const auto node = graph.find_lot(lot);
    if (node != kNone && graph.lot(node).behind) keeping.push_back(node);
  }
  const auto step = std::max<std::size_t>(1, keeping.size() / kRecursed);
  for (std::size_t i = 0; i < keeping.size(); i += step) {
    const auto walked = walk_origins(graph, keeping[i]);
    const auto& kept = *graph.lot(keeping[i]).behind;
    ++tally.compared;
    if (!(kept.lots == walked.lots) || !(kept.households == walked.households))
      tally.differs(graph.lot_id(keeping[i]).str() + " keeps other lots or households than are behind it", 1);
  }
}

using Findings = std::vector<runtime::AuditFinding>;

// In one snapshot: what is recorded meanwhile is in none of both.
Findings look(db::Tx& tx, const std::string& class_prefix, Keeping keeping) {
  Graph graph(class_prefix, {}, keeping);
  load(tx, graph);
  Tallies tallies;
  const auto lots = compare_each(tx, graph, tallies);
  const auto step = std::max<std::size_t>(1, lots.size() / kRecursed);
  for (std::size_t i = 0; i < lots.size(); i += step) compare_recursion(tx, graph, lots[i], tallies);
  compare_kept(graph, lots, tallies.sets);
  Findings out;
  out.push_back(std::move(tallies.households).finding("traceability.graph_households"));
  out.push_back(std::move(tallies.consumed).finding("traceability.graph_quantities"));
  out.push_back(std::move(tallies.recursion).finding("traceability.graph_recursion"));
  out.push_back(std::move(tallies.sets).finding("traceability.graph_sets"));
  out.push_back(std::move(tallies.reach).finding("traceability.graph_reach"));
  return out;
}

Task<> look_into(db::Database& database, const std::string& class_prefix, Keeping keeping,
                 std::optional<Result<Findings>>& out) {
  auto read = [&class_prefix, keeping](db::Tx& tx) -> Result<Findings> { return look(tx, class_prefix, keeping); };
  auto found = co_await database.snapshot(read);
  out.emplace(std::move(found));
}

}  // namespace

Result<Findings> audit(db::Database& database, const std::string& class_prefix, Keeping keeping) {
  asio::io_context context(1);
  std::optional<Result<Findings>> out;
  auto done = asio::co_spawn(context, look_into(database, class_prefix, keeping, out), asio::use_future);
  context.run();
  done.get();
  return std::move(*out);
}

}  // namespace shanhai::traceability::graph
