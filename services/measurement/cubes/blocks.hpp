// Where packed sums lie, and the entries that no block holds yet.
#pragma once

#include <map>
#include <tuple>

#include "common/db/transaction.hpp"
#include "services/measurement/cubes/cells.hpp"
#include "services/measurement/cubes/cover.hpp"

namespace shanhai::measurement {

// How far each source is counted, and how much of that is folded into blocks.
struct Folded {
  Grid grid;
  std::map<Origin, std::int64_t> counted;                                        // the source's last number
  std::map<std::tuple<Origin, CubeName, Tier>, std::vector<std::int64_t>> made;  // blocks by level; of entries: level 0

  std::int64_t entries(Origin origin) const;
  // Of sums, at level 1 and up.
  std::vector<std::int64_t> levels(Origin origin, CubeName cube, Tier tier) const;
};
Folded read_folded(db::Tx& tx);

struct PackedBlock {
  Date period{};  // its first day; of entries: undated
  std::string cells;
  std::int64_t number = 0;  // of the block, at its level
};
inline constexpr Date kUndated{std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1)};

struct BlockQuestion {
  CubeName cube{};
  Tier tier{};
  orders::Measure measure{};
  std::vector<Date> periods;
  std::vector<int> parts;
};
// All of one source: of several blocks at once, in no particular order.
std::vector<PackedBlock> list_blocks(db::Tx& tx, const BlockQuestion& question, Origin origin,
                                     const std::vector<BlockRange>& ranges);

// Entries by number, as entries_by_number() lays them out.
Cells list_entries(db::Tx& tx, orders::Measure measure, Origin origin, std::int64_t after, std::int64_t until);

}  // namespace shanhai::measurement
