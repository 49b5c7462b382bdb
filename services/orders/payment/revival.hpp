// Late money brings an expired order back: it is placed again, as a new order of the same group, because what was
// cancelled has been told and counted.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

// At the prices of then, with stock of now. nullopt: the stock is gone, or something is
// not for sale any more. The new order is committed with the caller.
std::optional<OrderRow> place_again(db::Tx& tx, Context& context, const OrderRow& expired, const By& by);

}  // namespace shanhai::orders
