// Numbers of few persons, and what would give them away.
#include "services/measurement/purchases/domain_suppression.hpp"

#include <gtest/gtest.h>

namespace shanhai::measurement {
namespace {

using Indexes = std::set<std::size_t>;

std::vector<CountedCell> row_of(const std::vector<std::int64_t>& persons) {
  std::vector<CountedCell> out;
  for (const auto count : persons) out.push_back({{{std::to_string(out.size())}}, count});
  return out;
}

// One small cell alone could be found from the total, and so could two that hold one person each.
TEST(Suppression, ASmallCellTakesTheNextSmallestWithIt) {
  EXPECT_EQ(suppressed_cells(row_of({2, 9, 5}), 3), (Indexes{0, 2}));
  EXPECT_EQ(suppressed_cells(row_of({2, 1, 5}), 3), (Indexes{0, 1}));
  EXPECT_EQ(suppressed_cells(row_of({1, 1, 5, 9}), 3), (Indexes{0, 1, 2}));
  EXPECT_EQ(suppressed_cells(row_of({3, 4}), 3), Indexes());
  EXPECT_EQ(suppressed_cells(row_of({2}), 3), (Indexes{0}));
  EXPECT_EQ(suppressed_cells(row_of({2, 0, 0, 7}), 3), (Indexes{0, 3})) << "a cell of nobody gives no shelter";
}

TEST(Suppression, NeitherRowsNorColumnsGiveACellAway) {
  //        a  b   c
  //  x     2  8   9
  //  y     7  6   9
  //  z     9  9  20
  std::vector<CountedCell> cells;
  const std::int64_t table[3][3] = {{2, 8, 9}, {7, 6, 9}, {9, 9, 20}};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column)
      cells.push_back({{{std::string(1, char('x' + row))}, {std::string(1, char('a' + column))}}, table[row][column]});
  }
  const auto untold = suppressed_cells(cells, 3);
  ASSERT_TRUE(untold.contains(0));
  for (int line = 0; line < 3; ++line) {
    int in_row = 0, in_column = 0;
    for (int other = 0; other < 3; ++other) {
      in_row += untold.contains(std::size_t(line * 3 + other)) ? 1 : 0;
      in_column += untold.contains(std::size_t(other * 3 + line)) ? 1 : 0;
    }
    EXPECT_NE(in_row, 1) << line;
    EXPECT_NE(in_column, 1) << line;
  }
  EXPECT_LT(untold.size(), cells.size()) << "what need not be kept is told";
}

// Each of the two alone in its prefecture, whose sum a coarser question tells.
TEST(Suppression, ACoarserDivisionDoesNotGiveItsOnlySmallDistrictAway) {
  std::vector<CountedCell> cells;
  for (const auto& [division, persons] :
       {std::pair("440604", 2), std::pair("440605", 5), std::pair("440303", 1), std::pair("440304", 6)})
    cells.push_back({{with_coarser(Dimension::buyer_division, division)}, persons});
  EXPECT_EQ(suppressed_cells(cells, 3), (Indexes{0, 1, 2, 3}));
}

TEST(Suppression, KnowsWhatHoldsAKey) {
  using Keys = std::vector<std::string>;
  EXPECT_EQ(with_coarser(Dimension::day, "2026-11-23"), (Keys{"2026-11-23", "2026-11", "2026Q4", "2026"}));
  EXPECT_EQ(with_coarser(Dimension::month, "2026-11"), (Keys{"2026-11", "2026Q4", "2026"}));
  EXPECT_EQ(with_coarser(Dimension::quarter, "2026Q4"), (Keys{"2026Q4", "2026"}));
  EXPECT_EQ(with_coarser(Dimension::origin_county, "513431"), (Keys{"513431", "513400"}));
  EXPECT_EQ(with_coarser(Dimension::category, "handicraft"), (Keys{"handicraft"}));
}

}  // namespace
}  // namespace shanhai::measurement
