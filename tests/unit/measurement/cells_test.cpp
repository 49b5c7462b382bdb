#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "services/measurement/cubes/cells.hpp"
#include "services/measurement/cubes/cover.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::measurement {
namespace {

std::string joined(const std::vector<std::string>& pieces) {
  std::string out;
  for (const auto& piece : pieces) out += piece;
  return out;
}

TEST(PackedSums, AreTheSameHoweverTheyWereAddedUp) {
  std::mt19937_64 random(fixture::seed());
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  const auto number = [&] { return std::int64_t(random() >> (random() % 64)) * (random() % 2 ? 1 : -1); };
  std::vector<std::pair<std::string, CellSums>> all;
  for (int i = 0; i < 2000; ++i) {
    std::string key(3, '\0');
    for (auto& c : key) c = char(random() % 7 * 40);  // bytes beyond 127, too
    all.emplace_back(
        key, CellSums{number() >> 12, number() >> 12, number() >> 12, number() >> 12, number() >> 12, number() >> 12});
  }
  std::map<std::string, CellSums> expected;
  Cells at_once(3);
  for (const auto& [key, sums] : all) {
    expected[key] += sums;
    at_once.add(key, sums);
  }
  const auto packed = joined(at_once.pack());
  EXPECT_TRUE(at_once.empty());
  std::shuffle(all.begin(), all.end(), random);
  Cells merged(3);
  for (std::size_t from = 0; from < all.size();) {
    Cells some(3);
    for (const auto to = std::min(all.size(), from + 1 + random() % 300); from < to; ++from)
      some.add(all[from].first, all[from].second);
    for (const auto& piece : some.pack()) merged.add_packed(piece);
  }
  EXPECT_EQ(joined(merged.pack()), packed);
  auto next = expected.begin();
  for_each_cell(packed, 3, [&](const char* key, const CellSums& sums) {
    ASSERT_NE(next, expected.end());
    EXPECT_EQ(std::string(key, 3), next->first);
    EXPECT_EQ(sums, next->second);
    ++next;
  });
  EXPECT_EQ(next, expected.end());
}

TEST(PackedSums, LeaveOutWhatIsNothingAndEndWhereTheyEnd) {
  Cells cells(2);
  cells.add("ab", {100, 0, 0, 1, 0, 2});
  cells.add("ab", {-100, 0, 0, -1, 0, -2});
  EXPECT_TRUE(cells.pack().empty());
  cells.add("ab", {std::numeric_limits<std::int64_t>::min(), 0, 0, std::numeric_limits<std::int64_t>::max(), 0, 0});
  const auto packed = joined(cells.pack());
  const auto ignore = [](const char*, const CellSums&) {};
  for (std::size_t length = 1; length < packed.size(); ++length)
    EXPECT_THROW(for_each_cell(std::string_view(packed).substr(0, length), 2, ignore), std::runtime_error) << length;
  for_each_cell(packed, 2, [](const char*, const CellSums& sums) {
    EXPECT_EQ(sums.gross, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(sums.lines, std::numeric_limits<std::int64_t>::max());
  });
}

TEST(PackedSums, ComeInPieces) {
  Cells cells(16);
  for (int i = 0; i < 60'000; ++i) {
    auto key = std::to_string(100'000 + i);
    key.resize(16, 'x');
    cells.add(key, {i + 1, 0, 0, 1, 0, 0});
  }
  const auto pieces = cells.pack();
  EXPECT_GT(pieces.size(), 2u);
  int seen = 0;
  for (const auto& piece : pieces) for_each_cell(piece, 16, [&](const char*, const CellSums&) { ++seen; });
  EXPECT_EQ(seen, 60'000);
}

// Every state is covered once, whatever is folded already.
TEST(CoverOfAState, IsEveryNumberOnce) {
  std::mt19937_64 random(fixture::seed());
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  for (int i = 0; i < 2000; ++i) {
    const Grid grid{1 + std::int64_t(random() % 5), 2 + std::int64_t(random() % 3)};
    const std::int64_t entries = std::int64_t(random() % 400);
    std::vector<std::int64_t> levels;
    for (auto below = entries; below >= grid.fan && levels.size() < 5;)
      levels.push_back(below = std::int64_t(random() % std::uint64_t(below / grid.fan + 1)));
    const std::int64_t cut = std::int64_t(random() % 2500);
    const auto found = cover(grid, entries, levels, cut);
    std::int64_t at = 0;
    for (const auto& range : found.blocks) {
      std::int64_t unit = grid.span;
      for (int level = 0; level < range.level; ++level) unit *= grid.fan;
      ASSERT_EQ(range.from * unit, at);
      ASSERT_LT(range.from, range.until);
      at = range.until * unit;
    }
    ASSERT_EQ(found.entries_after, at);
    ASSERT_LE(at, cut);
    if (at / grid.span < entries) ASSERT_LT(cut - at, grid.span) << "a whole block was left to its entries";
    ASSERT_EQ(found.cut, cut);
  }
  const auto found = cover({10, 4}, 40, {9, 2}, 399);
  const std::vector<BlockRange> expected{{2, 0, 2}, {1, 8, 9}, {0, 36, 39}};
  EXPECT_EQ(found.blocks, expected);
  EXPECT_EQ(found.entries_after, 390);
}

}  // namespace
}  // namespace shanhai::measurement
