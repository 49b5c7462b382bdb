// Which lots this process has written events of lately: their transactions may commit at any moment, so what is
// remembered of these lots is not believed. Thread-safe.
#pragma once

#include <chrono>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

class ChangedLots {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // `kept`: longer than the transaction of a request may take.
  explicit ChangedLots(std::chrono::milliseconds kept = std::chrono::seconds(20)) : kept_(kept) {}

  void add(LotId lot, TimePoint now);
  bool any_of(const std::vector<LotId>& lots, TimePoint now) const;

 private:
  const std::chrono::milliseconds kept_;
  mutable std::mutex mutex_;
  TimePoint newest_{}, tidied_{};
  std::unordered_map<LotId, TimePoint> lots_;  // when last
};

}  // namespace shanhai::traceability
