#include "services/orders/refunds/domain.hpp"

#include <algorithm>

namespace shanhai::orders {

Result<RefundState> move_refund(RefundState from, RefundAction action) {
  if (action == RefundAction::submit && from != RefundState::succeeded) return RefundState::processing;
  if (action == RefundAction::succeed && from != RefundState::succeeded) return RefundState::succeeded;
  return Error::conflict("refund_state", "the refund has already been paid");
}

std::chrono::seconds refund_pause(int attempts) {
  const std::chrono::seconds pause(2LL << std::clamp(attempts, 0, 12));
  return std::min(pause, std::chrono::seconds(600));
}

Money return_share(Money amount, std::int64_t units, const UnderReturn& before, std::int64_t wanted) {
  if (before.units + wanted == units) return amount - before.amount;
  return Money((amount * wanted).fen() / units);
}

}  // namespace shanhai::orders
