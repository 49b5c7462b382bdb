// From paid to completed: packing (lots bind), shipping, delivery, acceptance, rating; and what the supplier reads of
// what it has to do.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/fulfilment/deadlines.hpp"
#include "services/orders/fulfilment/queue.hpp"
#include "services/orders/fulfilment/views.hpp"

namespace shanhai::orders {

class Fulfilment {
 public:
  explicit Fulfilment(Context& context) : context_(context), deadlines_(context) {}

  // Binds lots first expired, first out. Errors: see pack_order.
  Task<Result<db::Replayable<PackingList>>> pack(const Command& command, OrderId id, PackBody body,
                                                 db::IdempotencyKey key);
  // Opens a parcel that has not left. parcel_not_found; conflict parcel_shipped.
  Task<Result<PackingList>> unpack(const Command& command, OrderId id, ParcelId parcel, std::string reason);
  Task<Result<PackingList>> packing_list(const auth::Principal& caller, OrderId id);
  // conflict order_state, parcel_shipped, lot_recalled; unprocessable parcel_not_found (the place is named).
  Task<Result<db::Replayable<OrderView>>> ship(const Command& command, OrderId id, ShipBody body,
                                               db::IdempotencyKey key);
  // By the supplier, the buyer, or an operator, who says why.
  Task<Result<OrderView>> deliver(const Command& command, OrderId id, DeliverBody body);
  // unprocessable inspection_required; invalid /inspection...; conflict order_state, already_inspected; what is
  // rejected becomes a quality claim, with its errors.
  Task<Result<OrderView>> accept(const Command& command, OrderId id, AcceptBody body = {});
  Task<Result<InspectionView>> inspection(const auth::Principal& caller, OrderId id);  // inspection_not_found
  // conflict order_not_accepted, already_rated.
  Task<Result<db::Replayable<RatingView>>> rate(const Command& command, OrderId id, RatingBody body,
                                                db::IdempotencyKey key);

  Task<Result<ToShipPage>> to_ship(const auth::Principal& caller, http::PageQuery query);
  // Of the orders named (at most 200), or of the first that wait. order_not_found.
  Task<Result<PickList>> pick_list(const auth::Principal& caller, std::vector<OrderId> orders);

  Deadlines& deadlines() { return deadlines_; }
  // Completes what may no longer be returned; gives how many.
  Task<std::int64_t> complete_due() { return deadlines_.complete_due(); }

 private:
  template <class F>
  Task<Result<OrderView>> change(Command command, OrderId id, F f);

  Context& context_;
  Deadlines deadlines_;
};

}  // namespace shanhai::orders
