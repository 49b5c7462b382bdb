// The trace graph against an independent implementation, over random operations, and once more from zero.
#include <gtest/gtest.h>

#include <random>

#include "common/base/encoding.hpp"
#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/graph/origins.hpp"
#include "services/traceability/graph/walk.hpp"
#include "tests/unit/traceability/graph_naive.hpp"

namespace shanhai::traceability::graph {
namespace {

class RandomRun {
 public:
  explicit RandomRun(std::uint64_t seed) : random_(seed) {}

  void step() {
    switch (below(10)) {
      case 0:
      case 1:
        return record_raw();
      case 2:
      case 3:
        return record_made();
      case 4:
      case 5:
        return move();
      case 6:
        return transform();
      case 7:
        return declare();
      default:
        return aggregate();
    }
  }

  void compare(const Graph& graph) {
    if (records.lots.empty()) return;
    const Naive naive(records);
    const auto& lot = records.lots[below(records.lots.size())];
    SCOPED_TRACE(lot.lot.str());
    const auto node = graph.find_lot(lot.lot);
    ASSERT_NE(node, kNone);
    const auto origins = origins_of(graph, node);
    const auto destinations = destinations_of(graph, node);
    EXPECT_EQ(lots_of(graph, origins.lots), naive.ancestors(lot.lot));
    EXPECT_EQ(lots_of(graph, destinations.lots), naive.descendants(lot.lot));
    std::set<HouseholdId> households;
    for_each_number(origins.households,
                    [&](Index number) { households.emplace(graph.node(graph.household_numbers().node(number)).key); });
    EXPECT_EQ(households, naive.households(lot.lot));
    const auto reached = naive.reached(lot.lot);
    EXPECT_EQ(destinations.orders, static_cast<std::int64_t>(reached.orders.size()));
    EXPECT_EQ(destinations.parcels, static_cast<std::int64_t>(reached.parcels.size()));
    EXPECT_EQ(destinations.shipped_parcels, static_cast<std::int64_t>(reached.shipped.size()));
    EXPECT_EQ(destinations.units, reached.units);
    EXPECT_EQ(static_cast<std::int64_t>(destinations.lines.size()), reached.lines);
    const auto forwards = naive.forwards(lot.lot), backwards = naive.backwards(lot.lot);
    EXPECT_TRUE(told(graph, captured_destinations(graph, destinations.lots)) == forwards);
    EXPECT_TRUE(told(graph, captured_origins(graph, origins.lots)) == backwards);
    met_ += forwards.things.size() + backwards.things.size();
  }

  // In the order of the tables, as a start reads them.
  void fill(Graph& graph) const {
    auto lots = records.lots;
    std::sort(lots.begin(), lots.end(), [](const auto& a, const auto& b) { return a.lot < b.lot; });
    for (const auto& lot : lots) graph.add(lot);
    for (const auto& delivery : records.deliveries) graph.add(delivery);
    auto inputs = records.inputs;
    std::sort(inputs.begin(), inputs.end(),
              [](const auto& a, const auto& b) { return std::tie(a.lot, a.input) < std::tie(b.lot, b.input); });
    for (const auto& input : inputs) graph.add(input);
    for (const auto& movement : records.movements) graph.add(movement);
    auto links = records.links;
    std::sort(links.begin(), links.end(), [](const auto& a, const auto& b) { return a.event < b.event; });
    for (const auto& link : links) graph.add(link);
  }

  Records records;
  Graph live{kPrefix, {}, {0, 0}};  // keeps all that it may
  std::size_t met_ = 0;             // captured things: a test that meets none proves nothing

 private:
  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }
  OrganisationId organisation() { return OrganisationId(numbered(1, static_cast<int>(below(2)) + 1)); }

  static std::set<LotId> lots_of(const Graph& graph, const Numbers& lots) {
    std::set<LotId> out;
    for_each_number(lots, [&](Index number) { out.insert(graph.lot_id(graph.lot_numbers().node(number))); });
    return out;
  }
  static std::set<LotId> lots_of(const Graph& graph, const std::vector<Index>& lots) {
    std::set<LotId> out;
    for (const auto at : lots) EXPECT_TRUE(out.insert(graph.lot_id(at)).second);
    return out;
  }
  static Naive::Captured told(const Graph& graph, const CapturedThings& found) {
    Naive::Captured out;
    for (const auto& thing : found.items) EXPECT_TRUE(out.things.insert(std::string(graph.name_of(thing.item))).second);
    out.lots = lots_of(graph, found.lots);
    EXPECT_FALSE(found.cut);
    return out;
  }

  LotRecord new_lot(OrganisationId supplier, LotKind kind) {
    LotRecord out;
    out.lot = LotId(numbered(2, static_cast<int>(records.lots.size()) + 1));
    out.supplier = supplier;
    out.kind = kind;
    out.lot_number = "L/" + std::to_string(records.lots.size());
    if (kind == LotKind::packed) out.gtin = "0690000000000" + std::to_string(below(3));
    out.product_name = "苦荞";
    out.county = "513431";
    out.made_on = china_date(moment(0));
    out.quantity = 100;
    return out;
  }
  void put(const LotRecord& lot) {
    records.lots.push_back(lot);
    EXPECT_TRUE(live.add(lot));
    EXPECT_FALSE(live.add(lot)) << "told again";
  }

  void record_raw() {
    const auto lot = new_lot(organisation(), LotKind::raw);
    put(lot);
    const auto many = below(3) + 1;
    for (std::size_t i = 0; i < many; ++i) {
      records.deliveries.push_back(
          {lot.lot, HouseholdId(numbered(3, static_cast<int>(below(8)))), 50, china_date(moment(0))});
      live.add(records.deliveries.back());
    }
  }
  void record_made() {
    const auto supplier = organisation();
    std::set<LotId> inputs;
    for (std::size_t i = 0; i <= below(3); ++i) {
      if (records.lots.empty()) return;
      const auto& lot = records.lots[below(records.lots.size())];
      if (lot.supplier == supplier) inputs.insert(lot.lot);
    }
    if (inputs.empty()) return;
    const auto lot = new_lot(supplier, below(2) ? LotKind::packed : LotKind::processed);
    put(lot);
    for (const auto input : inputs) {
      records.inputs.push_back({lot.lot, input, 10});
      live.add(records.inputs.back());
    }
  }
  void move() {
    if (records.lots.empty()) return;
    Movement movement;
    movement.sequence = static_cast<std::int64_t>(records.movements.size()) + 1;
    const auto parcel = static_cast<int>(below(12));
    movement.parcel = ParcelId(numbered(4, parcel));
    movement.order = OrderId(numbered(5, parcel / 2));
    movement.line = OrderLineId(numbered(6, parcel));
    movement.lot = records.lots[below(records.lots.size())].lot;
    movement.quantity = static_cast<std::int64_t>(below(5)) + 1;
    const auto what = below(8);
    movement.kind = what == 0   ? MovementKind::unpacked
                    : what == 1 ? MovementKind::shipped
                    : what == 2 ? MovementKind::blocked
                                : MovementKind::packed;
    records.movements.push_back(movement);
    live.add(movement);
  }

  // A lot of the organisation under its name, one that will be recorded later perhaps, or something else.
  std::string thing(OrganisationId of) {
    if (below(3) == 0 && !records.lots.empty()) {
      const auto& lot = records.lots[below(records.lots.size())];
      if (lot.supplier == of) return name_of_lot(lot);
    }
    if (below(8) == 0)
      return "https://id.gs1.org" + epcis::lot_path("0690000000000" + std::to_string(below(3)),
                                                    "L/" + std::to_string(records.lots.size() + below(3)));
    return "https://id.gs1.org/00/" + std::to_string(below(6));
  }
  CapturedLink new_link() {
    CapturedLink out;
    out.event = EpcisEventId(numbered(7, static_cast<int>(records.links.size()) + 1));
    out.organisation = organisation();
    out.identity = sha256("event " + std::to_string(records.links.size()));
    out.happened_at = moment(static_cast<int>(below(kMoments)));
    return out;
  }
  void put(const CapturedLink& link) {
    records.links.push_back(link);
    live.add(link);
    live.add(link);
  }
  void aggregate() {
    auto link = new_link();
    link.action = static_cast<LinkAction>(below(3) + 1);
    link.parent = thing(link.organisation);
    std::set<std::string> children;
    const auto many = below(3);
    for (std::size_t i = 0; i < many; ++i) children.insert(thing(link.organisation));
    link.children.assign(children.begin(), children.end());
    put(link);
  }
  void transform() {
    auto link = new_link();
    link.type = LinkType::transformation;
    if (below(2)) link.transformation = "https://example/t/" + std::to_string(below(3));
    std::set<std::string> inputs, outputs;
    for (std::size_t i = 0; i <= below(2); ++i)
      inputs.insert(thing(link.organisation)), outputs.insert(thing(link.organisation));
    if (below(3)) link.inputs.assign(inputs.begin(), inputs.end());
    if (below(3)) link.outputs.assign(outputs.begin(), outputs.end());
    put(link);
  }
  // Of an event that was told, or that will be.
  void declare() {
    if (below(3)) return;
    auto link = new_link();
    link.declared = true;
    const auto which = below(records.links.size() + 5);
    if (which < records.links.size()) link.organisation = records.links[which].organisation;
    link.identity = sha256("event " + std::to_string(which));
    put(link);
  }

  std::mt19937_64 random_;
};

TEST(GraphModel, AnswersWhatTheRecordsSayInWhateverOrderTheyCame) {
  std::size_t met = 0;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomRun run(seed);
    for (int i = 0; i < 80; ++i) {
      run.step();
      if (i % 3 == 0) settle(run.live, kAllAtOnce);
      if (i % 10 == 9) run.compare(run.live);
      if (testing::Test::HasFailure()) return;
    }
    Graph anew(kPrefix);
    run.fill(anew);
    for (int i = 0; i < 4; ++i) run.compare(anew);
    EXPECT_EQ(anew.size().nodes, run.live.size().nodes);
    EXPECT_EQ(anew.size().edges, run.live.size().edges);
    met += run.met_;
  }
  EXPECT_GT(met, 50u);
}

}  // namespace
}  // namespace shanhai::traceability::graph
