// What the goods of a quote or a cart are sold under, told before the checkout that the order writer decides by it
// (placement/conditions.hpp). Read without a lock: another buyer may be faster.
#pragma once

#include "services/orders/placement/terms.hpp"

namespace shanhai::orders {

struct LineCondition : StorefrontSale {
  std::optional<std::int64_t> allowed;  // units of it that the caps leave the caller; of an address the checkout tells
  std::optional<RushTicketId> rush_ticket_id;  // the caller's, let in: to be named by the checkout
};
BOOST_DESCRIBE_STRUCT(LineCondition, (StorefrontSale), (allowed, rush_ticket_id))

using LineConditions = std::map<SkuId, LineCondition>;

// Of those of the SKUs that have any, for one buyer.
LineConditions read_conditions(db::Tx& tx, const std::vector<SkuStock>& stocks, BuyerId buyer);

// Why so many units of it would be refused now whatever the checkout says: rush_not_started, rush_ticket_required,
// presale_not_open, presale_over, insufficient_stock, purchase_cap_exceeded. Empty: nothing.
std::string_view refusal_of(const LineCondition& condition, std::int64_t units, Instant now);

}  // namespace shanhai::orders
