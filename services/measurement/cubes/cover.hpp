// Which blocks and which entries make up the state of a source at one of its numbers. Pure.
//
// A source's numbers are cut into blocks of equal span: block n holds the entries numbered from n * span + 1 to
// (n + 1) * span. At level L, fan^L of them are added up. A block is written once and never changes, and those of lower
// levels stay, so any state, be it long ago, is few blocks and less than a span of entries.
#pragma once

#include <cstdint>
#include <vector>

namespace shanhai::measurement {

struct Grid {
  std::int64_t span = 512, fan = 32;
};

struct BlockRange {
  int level = 0;
  std::int64_t from = 0, until = 0;  // block numbers of that level; without `until`
  bool operator==(const BlockRange&) const = default;
};

struct Cover {
  std::vector<BlockRange> blocks;           // level 0: entries by number
  std::int64_t entries_after = 0, cut = 0;  // entries beyond the first number, up to and with the second
};

// `entries`: how many blocks of level 0 there are; `levels`: of sums, at level 1 and up; `cut`: the last number of the
// state.
Cover cover(const Grid& grid, std::int64_t entries, const std::vector<std::int64_t>& levels, std::int64_t cut);

}  // namespace shanhai::measurement
