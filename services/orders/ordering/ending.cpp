#include "services/orders/ordering/ending.hpp"

#include "services/orders/stock/store.hpp"

namespace shanhai::orders {

Result<void> end_order(db::Tx& tx, Random& random, OrderChange& change, std::string reason, const By& by) {
  if (change->packed_at) return Error::conflict("order_state", "the order is packed");
  SH_CHECK(change.act(OrderAction::cancel));
  change->cancel_reason = std::move(reason);
  change->cancelled_at = tx.now();
  Quantities quantities;
  for (const auto& line : change.lines()) quantities[line.sku] += line.quantity;
  store::release(tx, random, change.order().id, quantities);
  change.tell(kOrderCancelled, by);
  change.save(random);
  return {};
}

}  // namespace shanhai::orders
