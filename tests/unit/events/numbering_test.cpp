// The order of numbers: by id, but never a version before the one below it.
#include "common/events/numbering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/fixture/seed.hpp"

namespace shanhai::events {
namespace {

EventId event_id(int n) {
  IdBytes bytes{};
  bytes[0] = static_cast<std::uint8_t>(n >> 8);
  bytes[1] = static_cast<std::uint8_t>(n);
  return EventId(bytes);
}

// Version `version` of `aggregate`, whose predecessor has the id `previous` (0: none).
Pending row(int id, std::string aggregate, std::int64_t version, int previous = 0, bool previous_numbered = false) {
  return {event_id(id), std::move(aggregate), version, previous ? std::optional(event_id(previous)) : std::nullopt,
          previous_numbered};
}

std::vector<EventId> ids(std::initializer_list<int> numbers) {
  std::vector<EventId> out;
  for (const int n : numbers) out.push_back(event_id(n));
  return out;
}

TEST(Numbering, FollowsTheIds) {
  const auto out = order_of({row(3, "c", 1), row(1, "a", 1), row(2, "b", 1)});
  EXPECT_EQ(out.order, ids({1, 2, 3}));
  EXPECT_TRUE(out.held_back.empty());
}

TEST(Numbering, KeepsVersionsInOrderThoughTheirIdsAreNot) {
  const auto out = order_of({row(1, "a", 3, 5), row(2, "b", 1), row(5, "a", 2, 9), row(9, "a", 1), row(10, "a", 4, 1)});
  EXPECT_EQ(out.order, ids({9, 5, 1, 2, 10}));
}

TEST(Numbering, GoesOnAfterANumberedVersion) {
  const auto out = order_of({row(1, "a", 8, 77, true)});
  EXPECT_EQ(out.order, ids({1}));
}

TEST(Numbering, HoldsBackWhatComesAfterAMissingVersion) {
  const auto out = order_of({row(1, "a", 2), row(2, "a", 3, 1), row(3, "b", 1)});
  EXPECT_EQ(out.order, ids({3}));
  ASSERT_EQ(out.held_back.size(), 2u);
  EXPECT_EQ(out.held_back[0].id, event_id(1));
  EXPECT_EQ(out.held_back[1].id, event_id(2));
}

TEST(Numbering, AsksForEarlierVersionsOutsideTheBatch) {
  EXPECT_EQ(missing_before({row(1, "a", 3, 9), row(2, "b", 2, 8, true), row(3, "c", 1)}), ids({9}));
  EXPECT_TRUE(missing_before({row(1, "a", 3, 9), row(9, "a", 2, 8, true)}).empty());
}

TEST(Numbering, RandomBatchesKeepEveryAggregatesOrder) {
  SeededRandom random(fixture::seed());
  for (int round = 0; round < 300; ++round) {
    // Ids are dealt out at random over a few aggregates with versions from 1.
    const int count = 1 + static_cast<int>(random.below(40));
    std::vector<int> deck(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) deck[static_cast<std::size_t>(i)] = i + 1;
    for (std::size_t i = deck.size(); i > 1; --i) std::swap(deck[i - 1], deck[random.below(i)]);
    std::map<std::string, std::vector<int>> aggregates;
    for (const int id : deck) aggregates["a" + std::to_string(random.below(5))].push_back(id);
    std::vector<Pending> batch;
    std::map<EventId, std::pair<std::string, std::int64_t>> known;
    for (const auto& [name, line] : aggregates) {
      for (std::size_t i = 0; i < line.size(); ++i) {
        batch.push_back(row(line[i], name, static_cast<std::int64_t>(i) + 1, i == 0 ? 0 : line[i - 1]));
        known[batch.back().id] = {name, batch.back().version};
      }
    }
    const auto out = order_of(batch);
    ASSERT_EQ(out.order.size(), batch.size());
    std::map<std::string, std::int64_t> reached;
    for (const auto& id : out.order) {
      const auto& [name, version] = known.at(id);
      EXPECT_EQ(version, ++reached[name]) << name;
    }
  }
}

}  // namespace
}  // namespace shanhai::events
