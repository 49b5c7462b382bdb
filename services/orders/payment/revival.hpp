// Late money brings an expired order back: it is placed again, as a new order of the same group, because what was
// cancelled has been told and counted.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

// At the prices of then, with stock of now, and of a presale only where it was bought in that very one, for the day
// that was promised then. nullopt: the stock is gone, something is not for sale any more, a cap stands in the way, or
// what was there then is not there yet now. The new order is committed with the caller.
std::optional<OrderRow> place_again(db::Tx& tx, Context& context, const OrderRow& expired, const By& by);

}  // namespace shanhai::orders
