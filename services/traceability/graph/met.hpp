#pragma once

#include "services/traceability/graph/arrays.hpp"

namespace shanhai::traceability::graph {

// Which indexes a walk has met. Kept by each thread, so that a walk pays for what it meets and not for the graph.
class Met {
 public:
  void begin(Index size) {
    if (stamps_.size() < size) stamps_.resize(size, 0);
    if (++stamp_ != 0) return;
    std::fill(stamps_.begin(), stamps_.end(), 0);
    stamp_ = 1;
  }
  bool first_time(Index at) {
    if (stamps_[at] == stamp_) return false;
    stamps_[at] = stamp_;
    return true;
  }

 private:
  std::vector<std::uint32_t> stamps_;
  std::uint32_t stamp_ = 0;
};

}  // namespace shanhai::traceability::graph
