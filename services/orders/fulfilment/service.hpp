// From paid to completed: packing (lots bind), shipping, delivery, acceptance, rating, the end of the return window.
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/fulfilment/views.hpp"

namespace shanhai::orders {

class Fulfilment {
 public:
  explicit Fulfilment(Context& context) : context_(context) {}

  // Binds lots first expired, first out, one parcel per delivery. conflict order_state, insufficient_lot_stock.
  Task<Result<db::Replayable<PackingList>>> pack(const Command& command, OrderId id, std::string reason,
                                                 db::IdempotencyKey key);
  // conflict order_state, parcel_shipped; unprocessable parcel_not_found (the place is named).
  Task<Result<db::Replayable<OrderView>>> ship(const Command& command, OrderId id, ShipBody body,
                                               db::IdempotencyKey key);
  Task<Result<OrderView>> deliver(const Command& command, OrderId id, DeliverBody body);
  Task<Result<OrderView>> accept(const Command& command, OrderId id);
  // conflict order_not_accepted, already_rated.
  Task<Result<db::Replayable<RatingView>>> rate(const Command& command, OrderId id, RatingBody body,
                                                db::IdempotencyKey key);

  // Completes what may no longer be returned; gives how many.
  Task<std::int64_t> complete_due();
  Task<> complete_loop(Loop& loop);

 private:
  template <class F>
  Task<Result<OrderView>> change(Command command, OrderId id, F f);

  Context& context_;
};

}  // namespace shanhai::orders
