// What is kept of what is behind lots, against walks and against the records, in whatever order these come.
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "common/base/encoding.hpp"
#include "services/traceability/graph/origins.hpp"
#include "services/traceability/graph/view.hpp"
#include "tests/unit/traceability/graph_naive.hpp"

namespace shanhai::traceability::graph {
namespace {

constexpr Keeping kKeepsEverything{0, 0};

LotRecord lot_of(int number) {
  LotRecord out;
  out.lot = LotId(numbered(2, number));
  out.supplier = OrganisationId(numbered(1, 1));
  out.county = "513431";
  out.made_on = china_date(moment(0));
  return out;
}

DeliveryRecord delivery_of(int lot, int household) {
  return {LotId(numbered(2, lot)), HouseholdId(numbered(3, household)), 10, china_date(moment(0))};
}

// Lots in layers and households, as records that come in random order: a lot before its edges, and that is all.
class Shuffled {
 public:
  explicit Shuffled(std::uint64_t seed) : random_(seed) {
    constexpr int kLots = 60;
    for (int n = 1; n <= kLots; ++n) {
      pending_.lots.push_back(lot_of(n));
      const auto deliveries = n <= 20 ? below(4) + 1 : below(8) == 0 ? 1 : 0;
      for (std::size_t i = 0; i < deliveries; ++i)
        pending_.deliveries.push_back(delivery_of(n, static_cast<int>(below(40)) + 1));
      std::set<int> inputs;
      for (std::size_t i = 0; n > 10 && i < below(4); ++i) inputs.insert(static_cast<int>(below(n - 1)) + 1);
      for (const auto input : inputs) pending_.inputs.push_back({LotId(numbered(2, n)), LotId(numbered(2, input)), 10});
    }
    std::shuffle(pending_.lots.begin(), pending_.lots.end(), random_);
    std::shuffle(pending_.deliveries.begin(), pending_.deliveries.end(), random_);
    std::shuffle(pending_.inputs.begin(), pending_.inputs.end(), random_);
  }

  // False: all have come.
  bool next(Graph& graph) {
    const auto left = pending_.lots.size() + pending_.deliveries.size() + pending_.inputs.size();
    if (left == 0) return false;
    const auto at = below(left);
    if (!pending_.lots.empty() && (at < pending_.lots.size() || records.lots.empty())) {
      graph.add(pending_.lots.back());
      records.lots.push_back(take(pending_.lots));
    } else if (!pending_.deliveries.empty() && (at & 1 || pending_.inputs.empty())) {
      if (!is_known(pending_.deliveries.back().lot)) return postpone(pending_.deliveries);
      graph.add(pending_.deliveries.back());
      records.deliveries.push_back(take(pending_.deliveries));
    } else if (!pending_.inputs.empty()) {
      const auto& input = pending_.inputs.back();
      if (!is_known(input.lot) || !is_known(input.input)) return postpone(pending_.inputs);
      graph.add(input);
      records.inputs.push_back(take(pending_.inputs));
    }
    return true;
  }
  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }

  Records records;  // that have come

 private:
  template <class T>
  static T take(std::vector<T>& from) {
    auto out = std::move(from.back());
    from.pop_back();
    return out;
  }
  template <class T>
  bool postpone(std::vector<T>& records) {
    std::shuffle(records.begin(), records.end(), random_);
    return true;
  }
  bool is_known(LotId lot) const {
    return std::any_of(records.lots.begin(), records.lots.end(), [&](const auto& one) { return one.lot == lot; });
  }

  std::mt19937_64 random_;
  Records pending_;
};

std::set<LotId> lots_of(const Graph& graph, const Numbers& numbers) {
  std::set<LotId> out;
  for_each_number(numbers, [&](Index number) { out.insert(graph.lot_id(graph.lot_numbers().node(number))); });
  return out;
}

std::set<HouseholdId> households_of(const Graph& graph, const Numbers& numbers) {
  std::set<HouseholdId> out;
  for_each_number(numbers, [&](Index number) { out.emplace(graph.node(graph.household_numbers().node(number)).key); });
  return out;
}

// Pages of a random size from beginning to end are all ids in order.
template <class IdType, class Page, class IdOf>
void expect_pages(std::vector<IdType> wanted, IdType cursor, std::size_t size, Page page, IdOf id_of) {
  std::vector<IdType> found;
  for (bool more = true; more && found.size() <= wanted.size();) {
    const auto part = page(cursor, static_cast<std::int64_t>(size));
    for (const auto& item : part.items) found.push_back(id_of(item));
    more = part.next_cursor.has_value();
    if (more) cursor = found.back();
  }
  EXPECT_EQ(found, wanted);
}

void compare(const Graph& graph, Shuffled& run) {
  const Naive naive(run.records);
  for (const auto& lot : run.records.lots) {
    SCOPED_TRACE(lot.lot.str());
    const auto node = graph.find_lot(lot.lot);
    const auto found = origins_of(graph, node), walked = walk_origins(graph, node);
    ASSERT_EQ(lots_of(graph, found.lots), naive.ancestors(lot.lot));
    ASSERT_EQ(households_of(graph, found.households), naive.households(lot.lot));
    ASSERT_TRUE(found.lots == walked.lots && found.households == walked.households);
    if (const auto& kept = graph.lot(node).behind)
      ASSERT_TRUE(kept->lots == walked.lots && kept->households == walked.households);
  }
  const auto& lot = run.records.lots[run.below(run.records.lots.size())].lot;
  const auto found = origins_of(graph, graph.find_lot(lot));
  const auto lots = naive.ancestors(lot);
  const auto households = naive.households(lot);
  const auto size = run.below(7) + 1;
  const auto id_of_lot = [](const TracedLot& one) { return one.lot_id; };
  IdBytes last;
  last.fill(0xFF);
  expect_pages<LotId>(
      {lots.rbegin(), lots.rend()}, LotId(last), size,
      [&](LotId id, std::int64_t limit) { return page_of_origins(graph, found.lots, id, limit); }, id_of_lot);
  expect_pages<LotId>(
      {lots.begin(), lots.end()}, LotId(), size,
      [&](LotId id, std::int64_t limit) { return page_of_products(graph, found.lots, id, limit); }, id_of_lot);
  expect_pages<HouseholdId>(
      {households.begin(), households.end()}, HouseholdId(), size,
      [&](HouseholdId id, std::int64_t limit) { return page_of_households(graph, found.households, id, limit); },
      [](HouseholdId id) { return id; });
}

void run_shuffled(std::uint64_t seed, Keeping keeping, std::int64_t& kept) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Graph graph(kPrefix, {}, keeping);
  Shuffled run(seed);
  for (int step = 0; run.next(graph); ++step) {
    if (run.below(6) == 0) settle(graph, static_cast<std::int64_t>(run.below(500)));
    if (run.below(25) == 0) compare(graph, run);
    if (testing::Test::HasFatalFailure()) return;
  }
  compare(graph, run);
  EXPECT_FALSE(settle(graph, kAllAtOnce));
  EXPECT_EQ(graph.unsettled(), 0u);
  compare(graph, run);
  kept += graph.size().kept;
}

TEST(GraphOrigins, AreThoseOfTheRecordsInWhateverOrderTheseCame) {
  std::int64_t kept = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    run_shuffled(seed, kKeepsEverything, kept);
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(kept, 500) << "a test of what is kept needs some of it";
}

TEST(GraphOrigins, AreTheSameWhereThereIsNoRoomToKeepThem) {
  std::int64_t kept = 0;
  for (std::uint64_t seed = 101; seed <= 104; ++seed) run_shuffled(seed, {0, 0, 4'000}, kept);
  EXPECT_GT(kept, 0);
  EXPECT_LT(kept, 4 * 20);
  Graph graph(kPrefix, {}, {0, 0, 4'000});
  for (int n = 1; n <= 60; ++n) {
    graph.add(lot_of(n));
    graph.add(delivery_of(n, n));
  }
  settle(graph, kAllAtOnce);
  EXPECT_FALSE(graph.keeps_all());
  EXPECT_LE(graph.size().kept_bytes, 4'000);
}

// A household that is heard of late, an input and a delivery of what has long been used: nothing kept hides them.
TEST(GraphOrigins, LateEdgesReachWhateverWasMadeOfTheLot) {
  Graph graph(kPrefix, {}, kKeepsEverything);
  for (int n = 1; n <= 4; ++n) graph.add(lot_of(n));
  graph.add(delivery_of(1, 9));
  graph.number_households();
  for (int n = 1; n <= 2; ++n) graph.add(InputRecord{LotId(numbered(2, n + 1)), LotId(numbered(2, n)), 10});
  EXPECT_FALSE(settle(graph, kAllAtOnce));
  const auto last = graph.find_lot(LotId(numbered(2, 3)));
  ASSERT_NE(graph.lot(last).behind, nullptr);
  EXPECT_EQ(origins_of(graph, last).lots.cardinality(), 3u);
  graph.add(InputRecord{LotId(numbered(2, 1)), LotId(numbered(2, 4)), 10});
  graph.add(delivery_of(4, 3));
  EXPECT_EQ(graph.lot(last).behind, nullptr);
  EXPECT_EQ(graph.unsettled(), 4u);
  for (const bool settled : {false, true}) {
    if (settled) settle(graph, kAllAtOnce);
    const auto found = origins_of(graph, last);
    EXPECT_EQ(found.lots.cardinality(), 4u);
    const auto page = page_of_households(graph, found.households, HouseholdId(), 10);
    EXPECT_EQ(page.items, (std::vector<HouseholdId>{HouseholdId(numbered(3, 3)), HouseholdId(numbered(3, 9))}));
  }
  EXPECT_NE(graph.lot(last).behind, nullptr);
}

TEST(GraphOrigins, CirclesOfAWrongRecordEnd) {
  Graph graph(kPrefix, {}, kKeepsEverything);
  for (int n = 1; n <= 3; ++n) graph.add(lot_of(n));
  for (int n = 1; n <= 3; ++n) {
    graph.add(InputRecord{LotId(numbered(2, n % 3 + 1)), LotId(numbered(2, n)), 10});
    settle(graph, kAllAtOnce);
  }
  for (int n = 1; n <= 3; ++n)
    EXPECT_EQ(origins_of(graph, graph.find_lot(LotId(numbered(2, n)))).lots.cardinality(), 3u);
}

// Each lot made of the one before and a fresh one: sets at some of them, so that no walk is long and none is kept in
// vain.
TEST(GraphOrigins, AreKeptWhereWalksWouldBeLong) {
  constexpr int kLots = 20'000;
  const auto id = [](std::uint8_t kind, int number) {  // ascending, and scattered as those of one process are
    auto out = numbered(kind, number);
    std::memcpy(&out[8], sha256(std::to_string(kind) + " " + std::to_string(number)).data(), 8);
    return out;
  };
  Graph graph(kPrefix);
  auto lot = lot_of(1);
  for (int n = 1; n <= kLots; ++n) {
    lot.lot = LotId(id(2, n));
    graph.add(lot);
    graph.add(DeliveryRecord{lot.lot, HouseholdId(id(3, n % 500 + 1)), 10, lot.made_on});
    if (n > 1) graph.add(InputRecord{lot.lot, LotId(id(2, n - 1)), 10});
  }
  settle(graph, kAllAtOnce);
  const auto size = graph.size();
  std::cout << "kept by " << size.kept << " of " << kLots << " lots in a row, " << size.kept_bytes << " bytes\n";
  EXPECT_GT(size.kept, 20);
  EXPECT_LT(size.kept, kLots / 50);
  const auto found = origins_of(graph, graph.find_lot(lot.lot));
  EXPECT_EQ(found.lots.cardinality(), static_cast<std::uint64_t>(kLots));
  EXPECT_EQ(found.households.cardinality(), 500u);
}

}  // namespace
}  // namespace shanhai::traceability::graph
