// Finds the links of events that were captured before the trace graph was there.
#pragma once

#include "common/async/background.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"

namespace shanhai::traceability::graph {

class LinkFill {
 public:
  LinkFill(db::Database& database, events::Sequencer& sequencer, Random& random)
      : database_(database), sequencer_(sequencer), random_(random) {}

  // Goes on where it stood, page by page, and ends. What each page finds is announced as captured, so that a graph
  // that is there already learns of it.
  void start(Background& background);
  // Gives how many events got a link.
  Task<std::int64_t> run();

 private:
  db::Database& database_;
  events::Sequencer& sequencer_;
  Random& random_;
};

}  // namespace shanhai::traceability::graph
