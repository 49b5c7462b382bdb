// Follows the stream of orders: units sold and ratings of each product. Nothing of buyers is kept.
#pragma once

#include "common/events/event.hpp"

namespace shanhai::catalog {

inline constexpr std::string_view kOrdersConsumer = "catalog.orders";

// An order counts from its acceptance on, on that day in China; what is refunded of it later counts no more. A rating
// is one of an order, and counts for each of its products.
Result<void> apply_order_event(db::Tx& tx, const events::Event& event);

}  // namespace shanhai::catalog
