#include "services/orders/ordering/ending.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "services/orders/context.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/payment/store.hpp"
#include "services/orders/placement/giving_back.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {

Result<void> end_order(db::Tx& tx, Context& context, OrderChange& change, std::string reason, const By& by) {
  for (const auto& line : change.lines()) {
    if (line.packed > 0) return Error::conflict("order_state", "the order is packed");
  }
  SH_CHECK(change.act(OrderAction::cancel));
  change->cancel_reason = std::move(reason);
  change->cancelled_at = tx.now();
  Quantities quantities;
  for (const auto& line : change.lines()) quantities[line.sku] += line.left();
  if (SHANHAI_PLANTED_BUG("orders.stock_kept_at_end")) quantities.clear();
  if (SHANHAI_PLANTED_BUG("orders.double_release")) {
    for (auto& [sku, units] : quantities) units *= 2;
  }
  store::release(tx, context.random, change.order().id, quantities);
  give_back(tx, context.random, change, all_units(change.lines()));
  SHANHAI_FAILPOINT("orders.ending.released");
  change.tell(kOrderCancelled, by);
  change.save(context);
  return {};
}

void close_what_asks_for_more(db::Tx& tx, const OrderRow& order) {
  store::close_payments(tx, order.group);
  if (order.state != OrderState::cancelled) return;
  const auto orders = store::list_orders_of_group(tx, order.group, {});
  const bool waits = std::any_of(orders.begin(), orders.end(),
                                 [](const OrderRow& other) { return other.state == OrderState::placed; });
  if (!waits) store::close_group(tx, order.group);
}

}  // namespace shanhai::orders
