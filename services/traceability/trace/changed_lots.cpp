#include "services/traceability/trace/changed_lots.hpp"

#include <algorithm>

namespace shanhai::traceability {

void ChangedLots::add(LotId lot, TimePoint now) {
  const std::lock_guard lock(mutex_);
  newest_ = std::max(newest_, now);
  lots_[lot] = now;
  if (now - tidied_ < kept_) return;
  tidied_ = now;
  std::erase_if(lots_, [&](const auto& entry) { return now - entry.second > kept_; });
}

bool ChangedLots::any_of(const std::vector<LotId>& lots, TimePoint now) const {
  const std::lock_guard lock(mutex_);
  if (lots_.empty() || now - newest_ > kept_) return false;
  return std::any_of(lots.begin(), lots.end(), [&](LotId lot) {
    const auto found = lots_.find(lot);
    return found != lots_.end() && now - found->second <= kept_;
  });
}

}  // namespace shanhai::traceability
