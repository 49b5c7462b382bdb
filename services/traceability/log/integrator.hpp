// Gives events their place in the log, and signs checkpoints.
//
// One holder at a time, by a lease in the row of the state (10 s) with a fence that grows with every change of holder.
// Each batch is one transaction under that row's lock: leaves, tiles that they fill, the new right edge and root; so
// whenever a process ends, the tree is one that the next goes on with. Before a checkpoint is signed, the tree is shown
// to be consistent with the one that was signed before: a damaged log stops here, it signs nothing.
#pragma once

#include <chrono>

#include "common/async/background.hpp"
#include "common/db/database.hpp"
#include "services/traceability/log/keys.hpp"

namespace shanhai::traceability::tlog {

class Integrator {
 public:
  // `between`: how long after a checkpoint the next is signed, while there are new leaves.
  Integrator(db::Database& database, LogKeys& keys, Random& random, std::chrono::seconds between);
  // The loop, to be woken when there may be something to take in; it looks now and then by itself.
  std::weak_ptr<Loop> start(Background& background);
  // Every start begins with it: events that have no leaf and wait for none, since somebody stored them without, are let
  // wait; gives how many. Looks at those of the last day, and older ones once.
  Task<std::int64_t> refill();
  // Takes in what is there, and signs where there is something new; gives how many leaves it added. For tests and
  // commands; from any io_context. The lease is left to others.
  Task<std::int64_t> run_once();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace shanhai::traceability::tlog
