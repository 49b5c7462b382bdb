// When goods may come back (Regulation on seven-day returns without reason of goods bought online, SAIC order 90, as
// retold in the product's domain notes; the windows are settings).
#pragma once

#include <optional>

#include "common/base/clock.hpp"
#include "services/orders/domain.hpp"

namespace shanhai::orders {

enum class ReturnKind { no_reason, quality };

enum class ReturnState { requested, approved, refused, received };

enum class ReturnAction { approve, refuse, receive };

Result<ReturnState> move_return(ReturnState from, ReturnAction action);  // conflict "return_state"

struct ReturnCase {
  ReturnKind kind = ReturnKind::no_reason;
  OrderState state = OrderState::placed;
  std::optional<Instant> return_until;   // of returns without reason; exclusive
  std::optional<Instant> quality_until;  // of quality claims; exclusive
  bool fresh = false;                    // perishable, by the catalog
  bool no_return_confirmed = false;      // the buyer agreed at checkout that perishable goods do not come back
};

// conflict order_state, return_window_over; unprocessable no_return_goods. Perishable goods are exempt from returns
// without reason only where the buyer confirmed it; a quality claim survives every exemption.
Result<void> check_return(const ReturnCase& wanted, Instant now);

}  // namespace shanhai::orders
