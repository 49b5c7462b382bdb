// Reading orders, cancelling them, and the loop that ends those whose time ran out.
#pragma once

#include "common/async/background.hpp"
#include "services/orders/context.hpp"
#include "services/orders/ordering/views.hpp"

namespace shanhai::orders {

class Ordering {
 public:
  explicit Ordering(Context& context) : context_(context) {}

  Task<Result<OrderView>> order(const auth::Principal& caller, OrderId id);            // order_not_found
  Task<Result<OrderPage>> orders(const auth::Principal& caller, OrderQuery query);     // newest first
  Task<Result<OrderGroupView>> group(const auth::Principal& caller, OrderGroupId id);  // order_group_not_found
  // conflict order_state: paid, packed or ended.
  Task<Result<OrderView>> cancel(const Command& command, OrderId id, std::string reason);

  // Ends the unpaid orders of groups that are past due; gives how many groups it closed.
  Task<std::int64_t> expire_due();
  Task<> expire_loop(Loop& loop);

 private:
  Context& context_;
};

// What a caller may read of an order, recipients included where it may.
OrderView read_order_view(db::Tx& tx, const Context& context, const OrderRow& order, const auth::Principal& caller);

}  // namespace shanhai::orders
