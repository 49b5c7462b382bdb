// Blocks and entries that were read before, in memory.
//
// A block is written once and never changes, and no entry comes to a number that is counted. So what is kept under
// numbers is never out of date: a transaction names the numbers that it sees, and is given those or reads them.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "services/measurement/cubes/blocks.hpp"

namespace shanhai::measurement {

using Blocks = std::vector<PackedBlock>;

// Used by any number of threads.
class KeptBlocks {
 public:
  // What was asked for longest ago goes when more than `bytes_max` is kept; one answer that takes more than a quarter
  // of it is not kept.
  explicit KeptBlocks(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The sums of these ranges, levels 1 and up as cover() gives them from number 0 on, added up as far as they can be
  // kept. No ranges: none.
  std::shared_ptr<const Blocks> sums(db::Tx& tx, const Grid& grid, const BlockQuestion& question, Origin origin,
                                     const std::vector<BlockRange>& ranges);
  // Blocks of level 0, from the first number up to the second, of one measure.
  std::vector<std::shared_ptr<const Blocks>> entries(db::Tx& tx, orders::Measure measure, Origin origin,
                                                     std::int64_t from, std::int64_t until);
  // Entries that no block holds yet, behind `after` up to `until`.
  std::shared_ptr<const Blocks> rest(db::Tx& tx, orders::Measure measure, Origin origin, std::int64_t after,
                                     std::int64_t until);

  std::size_t bytes() const;

 private:
  struct Kept {
    std::int64_t from = 0, until = 0;  // blocks of level 0; of the rest: numbers of events
    std::shared_ptr<const Blocks> blocks;
  };
  struct Item {
    Kept kept;
    std::size_t bytes = 0;
    std::list<std::string>::iterator asked;
  };

  Kept find(const std::string& name);
  void keep(const std::string& name, Kept kept);

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::map<std::string, Item> items_;
  std::list<std::string> asked_;  // the last one first
  std::size_t bytes_ = 0;
};

std::shared_ptr<KeptBlocks> keep_blocks(std::size_t bytes_max);

}  // namespace shanhai::measurement
