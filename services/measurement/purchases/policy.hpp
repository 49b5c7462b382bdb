// What an installation decides about reading purchase volume: settings [measurement].
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/base/clock.hpp"

namespace shanhai::measurement {

class KeptBlocks;  // cubes/kept.hpp
std::shared_ptr<KeptBlocks> keep_blocks(std::size_t bytes_max);

inline constexpr std::int64_t kKeptBytes = 64'000'000;

struct Policy {
  std::optional<Date> extend_pairings_to;  // for demonstrations; said in every answer
  std::int64_t smallest_cell = 3;          // distinct persons or households below it are not told
  std::int64_t most_entries = 1'000'000;   // entries of a period that one question may have summed one by one
  std::size_t most_rows = 20'000;          // of a report that asks for no limit
  std::size_t members_at_once = 500'000;   // that a distinct count holds in memory; more are counted in several passes
  std::size_t looked_at = 20'000;          // entries that one page of lines looks at
  std::string cursor_key = "of tests";     // seals where pages of lines begin; the installation's own
  // What reports of one database have read, shared by its parts: bytes are the setting measurement.kept_bytes.
  std::shared_ptr<KeptBlocks> kept = keep_blocks(kKeptBytes);
};

}  // namespace shanhai::measurement
