#include "services/measurement/cubes/cover.hpp"

#include <algorithm>

namespace shanhai::measurement {

Cover cover(const Grid& grid, std::int64_t entries, const std::vector<std::int64_t>& levels, std::int64_t cut) {
  Cover out;
  const auto whole = std::min(entries, cut / grid.span);  // blocks of level 0
  std::int64_t unit = 1;
  for (std::size_t i = 0; i < levels.size(); ++i) unit *= grid.fan;
  std::int64_t covered = 0;
  for (auto level = static_cast<int>(levels.size()); level >= 1; --level, unit /= grid.fan) {
    const auto until = std::min(levels[static_cast<std::size_t>(level) - 1], whole / unit);
    if (until * unit <= covered) continue;
    out.blocks.push_back({level, covered / unit, until});
    covered = until * unit;
  }
  if (covered < whole) out.blocks.push_back({0, covered, whole});
  out.entries_after = whole * grid.span;
  out.cut = cut;
  return out;
}

}  // namespace shanhai::measurement
