// Returns as the database holds them.
#pragma once

#include "services/orders/refunds/rows.hpp"

namespace shanhai::orders {

struct ReturnRow {
  ReturnId id;
  OrderId order;
  BuyerId buyer;
  OrganisationId supplier;
  ReturnKind kind = ReturnKind::no_reason;
  ReturnState state = ReturnState::requested;
  std::string reason, decision_reason;
  Money refund_amount;
  std::optional<RefundId> refund;
  std::optional<bool> restocked;
  Instant requested_at{};
  std::optional<Instant> decided_at, received_at;
};

struct ReturnLineRow {
  ReturnId return_id;
  OrderLineId line;
  std::int64_t quantity = 0;
  Money amount;
};

}  // namespace shanhai::orders
