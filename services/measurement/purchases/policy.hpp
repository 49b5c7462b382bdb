// What an installation decides about reading purchase volume: settings [measurement].
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/clock.hpp"

namespace shanhai::measurement {

struct Policy {
  std::optional<Date> extend_pairings_to;  // for demonstrations; said in every answer
  std::int64_t smallest_cell = 3;          // distinct persons or households below it are not told
  std::int64_t most_entries = 1'000'000;   // entries of a period that one question may have summed one by one
  std::size_t most_rows = 20'000;          // of a report that asks for no limit
  std::size_t looked_at = 20'000;          // entries that one page of lines looks at
  std::string cursor_key = "of tests";     // seals where pages of lines begin; the installation's own
};

}  // namespace shanhai::measurement
