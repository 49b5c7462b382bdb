// Which numbers of persons or households a table keeps to itself. Pure.
//
// A cell of fewer than the smallest that is told stays untold; so does another one of each row and column of the table
// where the sum of the others would give it away, because that sum is told by a coarser question.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement {

struct CountedCell {
  // Of each dimension its own key, then the coarser ones that hold it: {"2026-11", "2026Q4", "2026"}.
  std::vector<std::vector<std::string>> keys;
  std::int64_t persons = 0;
};

// Indexes of the cells that are not told. In every part of the table that has a total (all dimensions but one kept,
// that one summed up, or summed within one of its coarser keys) either all cells are told, or those that are not are
// two or more that hold `smallest` together, wherever the part has so many. A cell of nobody gives no shelter.
std::set<std::size_t> suppressed_cells(const std::vector<CountedCell>& cells, std::int64_t smallest);

// What holds the key in coarser questions: the prefecture of a division, the month, quarter and year of a day.
std::vector<std::string> with_coarser(Dimension dimension, const std::string& key);

}  // namespace shanhai::measurement
