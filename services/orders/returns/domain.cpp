#include "services/orders/returns/domain.hpp"

namespace shanhai::orders {

Result<ReturnState> move_return(ReturnState from, ReturnAction action) {
  if (from == ReturnState::requested && action == ReturnAction::approve) return ReturnState::approved;
  if (from == ReturnState::requested && action == ReturnAction::refuse) return ReturnState::refused;
  if (from == ReturnState::approved && action == ReturnAction::receive) return ReturnState::received;
  return Error::conflict("return_state", "the return's state does not allow this");
}

Result<void> check_return(const ReturnCase& wanted, Instant now) {
  const bool received = wanted.state == OrderState::delivered || wanted.state == OrderState::accepted ||
                        wanted.state == OrderState::completed;
  if (!received) return Error::conflict("order_state", "only what has arrived can be returned");
  if (wanted.kind == ReturnKind::no_reason && wanted.fresh && wanted.no_return_confirmed) {
    return Error::unprocessable("no_return_goods", "perishable goods, confirmed at checkout");
  }
  const auto& until = wanted.kind == ReturnKind::no_reason ? wanted.return_until : wanted.quality_until;
  if (!until || now >= *until) return Error::conflict("return_window_over");
  return {};
}

}  // namespace shanhai::orders
