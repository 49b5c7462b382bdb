#include "services/orders/stock/domain.hpp"

#include <algorithm>

namespace shanhai::orders {

Result<std::vector<LotShare>> bind_lots(std::vector<LotOnHand>& lots, std::int64_t quantity, Date today) {
  std::vector<LotOnHand*> usable;
  std::int64_t available = 0;
  for (auto& lot : lots) {
    const bool expired = lot.best_before && std::chrono::sys_days(*lot.best_before) < std::chrono::sys_days(today);
    if (expired || lot.on_hand <= 0) continue;
    usable.push_back(&lot);
    available += lot.on_hand;
  }
  if (available < quantity) return Error::conflict("insufficient_lot_stock");
  std::sort(usable.begin(), usable.end(), [](const LotOnHand* a, const LotOnHand* b) {
    if (a->best_before.has_value() != b->best_before.has_value()) return a->best_before.has_value();
    if (a->best_before && *a->best_before != *b->best_before) {
      return std::chrono::sys_days(*a->best_before) < std::chrono::sys_days(*b->best_before);
    }
    return a->lot < b->lot;
  });
  std::vector<LotShare> shares;
  for (auto* lot : usable) {
    if (quantity == 0) break;
    const auto taken = std::min(quantity, lot->on_hand);
    lot->on_hand -= taken;
    quantity -= taken;
    shares.push_back({lot->lot, lot->lot_number, taken});
  }
  return shares;
}

}  // namespace shanhai::orders
