#include "services/orders/refunds/domain.hpp"

#include "common/base/failpoint.hpp"

#include <algorithm>

namespace shanhai::orders {

Result<RefundState> move_refund(RefundState from, RefundAction action) {
  const bool waits = from == RefundState::requested || from == RefundState::processing;
  if (action == RefundAction::submit && waits) return RefundState::processing;
  if (action == RefundAction::refuse && waits) return RefundState::refused;
  if (action == RefundAction::retry && from == RefundState::refused) return RefundState::requested;
  if (action == RefundAction::succeed && from != RefundState::succeeded) return RefundState::succeeded;
  return Error::conflict("refund_state", from == RefundState::succeeded ? "the refund has already been paid" : "");
}

std::string_view first_refund_number(std::string_view number) { return number.substr(0, number.rfind('-')); }

std::optional<std::string> next_refund_number(std::string_view number) {
  static constexpr std::string_view kRounds = "23456789abcdefghijklmnopqrstuvwxyz";
  const auto first = first_refund_number(number);
  const auto round = first.size() == number.size() ? 0 : kRounds.find(number.back()) + 1;
  if (round >= kRounds.size()) return std::nullopt;
  return std::string(first) + '-' + kRounds[round];
}

std::chrono::seconds refund_pause(int attempts) {
  const std::chrono::seconds pause(2LL << std::clamp(attempts, 0, 12));
  return std::min(pause, std::chrono::seconds(600));
}

Money return_share(Money amount, std::int64_t units, const UnderReturn& before, std::int64_t wanted) {
  if (before.units + wanted == units && !SHANHAI_PLANTED_BUG("orders.rounding_loses_fen")) {
    return amount - before.amount;
  }
  return Money((amount * wanted).fen() / units);
}

}  // namespace shanhai::orders
