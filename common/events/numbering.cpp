#include "common/events/numbering.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace shanhai::events {

std::vector<EventId> missing_before(const std::vector<Pending>& batch) {
  std::unordered_set<EventId> present;
  for (const auto& row : batch) present.insert(row.id);
  std::vector<EventId> missing;
  for (const auto& row : batch) {
    if (row.previous && !row.previous_numbered && present.insert(*row.previous).second)
      missing.push_back(*row.previous);
  }
  return missing;
}

Numbering order_of(std::vector<Pending> batch) {
  std::sort(batch.begin(), batch.end(), [](const Pending& a, const Pending& b) { return a.id < b.id; });
  // Versions of each aggregate in their order, and how many of them have been taken.
  struct Line {
    std::vector<const Pending*> rows;
    std::size_t taken = 0;
  };
  std::unordered_map<std::string, Line> lines;
  for (const auto& row : batch) lines[row.aggregate].rows.push_back(&row);
  for (auto& [aggregate, line] : lines) {
    std::sort(line.rows.begin(), line.rows.end(),
              [](const Pending* a, const Pending* b) { return a->version < b->version; });
  }
  Numbering out;
  std::unordered_set<EventId> numbered;
  for (const auto& row : batch) {
    auto& line = lines[row.aggregate];
    for (; line.taken < line.rows.size() && line.rows[line.taken]->version <= row.version; ++line.taken) {
      const auto& next = *line.rows[line.taken];
      const bool free =
          next.version == 1 || next.previous_numbered || (next.previous && numbered.contains(*next.previous));
      if (free) {
        numbered.insert(next.id);
        out.order.push_back(next.id);
      } else {
        out.held_back.push_back(next);
      }
    }
  }
  return out;
}

}  // namespace shanhai::events
