// The only writer of blocks: entries of the ledger are folded into sums after they are counted, block by block.
#pragma once

#include <functional>

#include "common/async/background.hpp"
#include "common/db/database.hpp"
#include "services/measurement/cubes/blocks.hpp"

namespace shanhai::measurement {

struct BlockId {
  Origin origin{};
  CubeName cube = CubeName::entry;
  Tier tier = Tier::day;
  int level = 0;
  std::int64_t number = 0;
};

struct BlockRow {
  orders::Measure measure{};
  Date period{};
  int part = 0;
  int piece = 0;
  std::string cells;
};

// What the block is, from the entries, or from blocks of the level below it: nothing but these decides its bytes.
void make_block(db::Tx& tx, const Grid& grid, const BlockId& id, const std::function<void(BlockRow)>& take);

// Writes the next blocks that can be made, in this transaction. False: nothing is left to fold.
Result<bool> fold_next(db::Tx& tx);

// Folds as long as the process lives: at once where blocks wait, else it looks twice a second. Of several processes one
// folds a source at a time.
class Folding {
 public:
  explicit Folding(db::Database& database) : database_(database) {}
  Task<> run(Loop& loop);

 private:
  db::Database& database_;
};

}  // namespace shanhai::measurement
