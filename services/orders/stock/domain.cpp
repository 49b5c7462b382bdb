#include "services/orders/stock/domain.hpp"

#include <algorithm>

namespace shanhai::orders {
namespace {

bool is_usable(const LotOnHand& lot, Date today) {
  const bool expired = lot.best_before && std::chrono::sys_days(*lot.best_before) < std::chrono::sys_days(today);
  return !expired && lot.on_hand > 0;
}

}  // namespace

std::int64_t packable(const std::vector<LotOnHand>& lots, Date today) {
  std::int64_t out = 0;
  for (const auto& lot : lots) {
    if (is_usable(lot, today)) out += lot.on_hand;
  }
  return out;
}

Result<std::vector<LotShare>> bind_lots(std::vector<LotOnHand>& lots, std::int64_t quantity, Date today) {
  if (packable(lots, today) < quantity) return Error::conflict("insufficient_lot_stock");
  std::vector<LotOnHand*> usable;
  for (auto& lot : lots) {
    if (is_usable(lot, today)) usable.push_back(&lot);
  }
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

Date first_sellable(Date today, int days) { return add_days(today, days); }

std::vector<OrderId> undeliverable(const std::vector<WaitingOrder>& waiting, std::map<SkuId, std::int64_t> on_hand) {
  std::vector<OrderId> out;
  for (const auto& order : waiting) {
    const auto is_short = [&](const auto& need) {
      const auto found = on_hand.find(need.first);
      return found != on_hand.end() && found->second < need.second;
    };
    if (std::any_of(order.needs.begin(), order.needs.end(), is_short)) {
      out.push_back(order.order);
      continue;
    }
    for (const auto& [sku, quantity] : order.needs) {
      const auto found = on_hand.find(sku);
      if (found != on_hand.end()) found->second -= quantity;
    }
  }
  return out;
}

}  // namespace shanhai::orders
