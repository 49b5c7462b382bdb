#include <gtest/gtest.h>

#include <iostream>

#include "common/base/encoding.hpp"
#include "services/traceability/graph/walk.hpp"
#include "tests/unit/traceability/graph_naive.hpp"

namespace shanhai::traceability::graph {
namespace {

TEST(Graph, CapturedCirclesEnd) {
  Graph graph(kPrefix);
  LotRecord lot;
  lot.lot = LotId(numbered(2, 1));
  lot.supplier = OrganisationId(numbered(1, 1));
  lot.county = "513431";
  lot.made_on = china_date(moment(0));
  graph.add(lot);
  auto say = [&, number = 0](const std::string& child, const std::string& parent, int at) mutable {
    CapturedLink link;
    link.organisation = lot.supplier;
    link.identity = sha256(std::to_string(number++));
    link.parent = parent;
    link.children = {child};
    link.happened_at = moment(at);
    graph.add(link);
  };
  say(name_of_lot(lot), "a", 1);
  say("a", "b", 2);
  say("b", "a", 3);
  say("b", "b", 4);
  const auto found = captured_destinations(graph, {graph.find_lot(lot.lot)});
  ASSERT_EQ(found.items.size(), 2u);
  EXPECT_EQ(found.items[0].relation, Relation::container);
  EXPECT_FALSE(found.cut);
}

TEST(Graph, CorrectionsReachTheDeliveryTheyAreAbout) {
  Graph graph(kPrefix);
  LotRecord lot;
  lot.lot = LotId(numbered(2, 1));
  lot.county = "513431";
  lot.made_on = china_date(moment(0));
  lot.quantity = 30;
  graph.add(lot);
  for (int i = 1; i <= 2; ++i) graph.add({lot.lot, HouseholdId(numbered(3, i)), 10 * i, china_date(moment(0))});
  graph.add_to_delivery(lot.lot, 2, -5);
  graph.set_quantity(lot.lot, 25);
  graph.set_delivery(lot.lot, 3, 99);  // there is none
  const auto node = graph.find_lot(lot.lot);
  const auto& newest = graph.edge(graph.node(node).first_in);
  EXPECT_EQ(Graph::quantity_of(newest), 15);
  EXPECT_EQ(Graph::day_of(newest), china_date(moment(0)));
  EXPECT_EQ(Graph::quantity_of(graph.edge(newest.next_in)), 10);
  EXPECT_EQ(graph.lot(node).quantity, 25);
}

// What a million edges take, from a tenth of it: 2 deliveries of a raw lot, 2 inputs of a packed one, 5 parcels of it.
TEST(Graph, TakesSoMuchMemory) {
  constexpr int kChains = 10'000;
  Graph graph(kPrefix);
  LotRecord lot;
  lot.county = "513431";
  lot.made_on = china_date(moment(0));
  std::int64_t sequence = 0;
  const auto id = [](std::uint8_t kind, int number) {
    IdBytes out{};
    std::memcpy(out.data(), sha256(std::to_string(kind) + " " + std::to_string(number)).data(), out.size());
    return out;
  };
  for (int i = 0; i < kChains; ++i) {
    lot.lot = LotId(id(1, i));
    lot.kind = LotKind::raw;
    lot.gtin.clear();
    graph.add(lot);
    for (int j = 0; j < 2; ++j) graph.add({lot.lot, HouseholdId(id(2, (7 * i + j) % 5000)), 10, lot.made_on});
    lot.lot = LotId(id(3, i));
    lot.kind = LotKind::packed;
    lot.gtin = "06900000000001";
    lot.lot_number = std::to_string(i);
    graph.add(lot);
    graph.add({lot.lot, LotId(id(1, i)), 10});
    if (i > 0) graph.add({lot.lot, LotId(id(1, i - 1)), 10});
    for (int j = 0; j < 5; ++j) {
      graph.add(Movement{++sequence, 0, MovementKind::packed, lot.lot, OrderId(id(4, 5 * i + j)),
                         OrderLineId(id(5, 5 * i + j)), ParcelId(id(6, 5 * i + j)), 1});
    }
  }
  const auto size = graph.size();
  EXPECT_EQ(size.edges, 9 * kChains - 1);
  const auto each = size.bytes / size.edges;
  std::cout << "trace graph: " << each << " bytes an edge, its nodes, lots, orders and indexes included\n";
  EXPECT_LT(each, 120);
}

}  // namespace
}  // namespace shanhai::traceability::graph
