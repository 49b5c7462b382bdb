#include <gtest/gtest.h>

#include <iostream>

#include "common/base/encoding.hpp"
#include "services/traceability/graph/walk.hpp"
#include "tests/unit/traceability/graph_naive.hpp"

namespace shanhai::traceability::graph {
namespace {

Numbers only(const Graph& graph, Index lot) {
  Numbers out;
  out.add(graph.node(lot).facts);
  return out;
}

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
  const auto found = captured_destinations(graph, only(graph, graph.find_lot(lot.lot)));
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
  const auto deliveries = graph.deliveries_of(lot.lot);
  ASSERT_EQ(deliveries.size(), 2u);
  graph.set_delivery(deliveries[1], 15);
  graph.set_quantity(lot.lot, 25);
  EXPECT_TRUE(graph.deliveries_of(LotId(numbered(2, 2))).empty());
  const auto node = graph.find_lot(lot.lot);
  const auto& newest = graph.edge(graph.node(node).first_in);
  EXPECT_EQ(Graph::quantity_of(newest), 15);
  EXPECT_EQ(Graph::day_of(newest), china_date(moment(0)));
  EXPECT_EQ(Graph::quantity_of(graph.edge(newest.next_in)), 10);
  EXPECT_EQ(graph.lot(node).quantity, 25);
}

LotRecord lot_of(OrganisationId supplier, int number) {
  LotRecord out;
  out.lot = LotId(numbered(2, number));
  out.supplier = supplier;
  out.county = "513431";
  out.made_on = china_date(moment(0));
  return out;
}

// Links of one organisation, each an event of its own.
class Sayer {
 public:
  Sayer(Graph& graph, OrganisationId organisation) : graph_(graph), organisation_(organisation) {}

  void aggregate(LinkAction action, const std::string& parent, std::vector<std::string> children, int at) {
    auto link = new_link(at);
    link.action = action;
    link.parent = parent;
    link.children = std::move(children);
    graph_.add(link);
  }
  void transform(const std::string& transformation, std::vector<std::string> inputs, std::vector<std::string> outputs,
                 int at) {
    auto link = new_link(at);
    link.type = LinkType::transformation;
    link.transformation = transformation;
    link.inputs = std::move(inputs);
    link.outputs = std::move(outputs);
    graph_.add(link);
  }

 private:
  CapturedLink new_link(int at) {
    CapturedLink out;
    out.organisation = organisation_;
    out.identity = sha256(std::to_string(said_++));
    out.happened_at = moment(at);
    return out;
  }

  Graph& graph_;
  const OrganisationId organisation_;
  int said_ = 0;
};

// A crate that is filled and emptied all the time: what is in it at a moment is found, and who asks for many moments
// gets a part and is told so.
TEST(Graph, AHubCostsWhatIsSaidOfItAndNotMore) {
  constexpr int kTimes = 2000;
  const OrganisationId organisation(numbered(1, 1));
  const auto once = lot_of(organisation, 1), often = lot_of(organisation, 2);
  Graph graph(kPrefix);
  graph.add(once);
  graph.add(often);
  Sayer sayer(graph, organisation);
  for (int i = 0; i < kTimes; ++i) {
    sayer.aggregate(LinkAction::added, "crate", {"bag " + std::to_string(i)}, 3 * i);
    sayer.aggregate(LinkAction::removed, "crate", {}, 3 * i + 2);
  }
  sayer.transform("", {"crate"}, {name_of_lot(once)}, 3 * 5 + 1);
  const auto found = captured_origins(graph, only(graph, graph.find_lot(once.lot)));
  ASSERT_EQ(found.items.size(), 2u);
  EXPECT_EQ(graph.name_of(found.items[0].item), "crate");
  EXPECT_EQ(graph.name_of(found.items[1].item), "bag 5");
  EXPECT_EQ(found.items[1].relation, Relation::content);
  EXPECT_FALSE(found.cut);
  for (int i = 0; i < 200; ++i) sayer.transform("t", {"crate"}, {name_of_lot(often)}, 3 * i + 1);
  const auto part = captured_origins(graph, only(graph, graph.find_lot(often.lot)));
  EXPECT_TRUE(part.cut);
  EXPECT_GT(part.items.size(), 1u);
  EXPECT_LT(part.items.size(), 200u);
}

TEST(Graph, ATransformationOfManyEventsIsFollowedOnce) {
  constexpr int kEvents = 2000;
  const OrganisationId organisation(numbered(1, 1));
  const auto input = lot_of(organisation, 1), output = lot_of(organisation, 2);
  Graph graph(kPrefix);
  graph.add(input);
  graph.add(output);
  Sayer sayer(graph, organisation);
  for (int i = 0; i < kEvents; ++i) {
    const auto number = std::to_string(i);
    sayer.transform("t", {name_of_lot(input), "in " + number}, {name_of_lot(output), "out " + number}, i);
  }
  const auto made = captured_destinations(graph, only(graph, graph.find_lot(input.lot)));
  EXPECT_EQ(made.items.size(), kEvents + 1u);
  EXPECT_FALSE(made.cut);
  const auto used = captured_origins(graph, only(graph, graph.find_lot(output.lot)));
  EXPECT_EQ(used.items.size(), kEvents + 1u);
  EXPECT_FALSE(used.cut);
}

TEST(Graph, WhoCapturesTooMuchIsToldSoAndTakesNothingFromOthers) {
  const OrganisationId much(numbered(1, 1)), little(numbered(1, 2));
  const auto first = lot_of(much, 1), second = lot_of(little, 2);
  Graph graph(kPrefix, {10'000, 1'000'000});
  graph.add(first);
  graph.add(second);
  Sayer many(graph, much), few(graph, little);
  for (int i = 0; i < 1000; ++i)
    many.aggregate(LinkAction::added, "crate " + std::to_string(i), {name_of_lot(first)}, i);
  few.aggregate(LinkAction::added, "crate", {name_of_lot(second)}, 1);
  const auto part = captured_destinations(graph, only(graph, graph.find_lot(first.lot)));
  EXPECT_TRUE(part.cut);
  EXPECT_GT(part.items.size(), 20u);
  EXPECT_LT(part.items.size(), 100u);
  EXPECT_TRUE(captured_origins(graph, only(graph, graph.find_lot(first.lot))).cut);
  const auto whole = captured_destinations(graph, only(graph, graph.find_lot(second.lot)));
  EXPECT_FALSE(whole.cut);
  EXPECT_EQ(whole.items.size(), 1u);
  EXPECT_EQ(graph.left_out(), 1);
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
