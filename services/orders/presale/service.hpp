// Suppliers sell before the goods are there, put off what they promised, or withdraw: then every order of it is ended
// and what was paid goes back. The order writer keeps the allotment (placement/conditions.hpp).
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/ordering/views.hpp"
#include "services/orders/presale/views.hpp"

namespace shanhai::orders {

class Presales {
 public:
  explicit Presales(Context& context) : context_(context) {}

  // From `starts_at` on everything that is sold of the SKU is of the presale. sku_not_found: not the caller's, or a
  // bundle; conflict stock_on_hand (there are goods, or orders that wait for some), presale_exists; invalid: times or
  // days that make no sense.
  Task<Result<db::Replayable<PresaleView>>> open(const Command& command, PresaleBody body, db::IdempotencyKey key);
  Task<Result<PresalePage>> presales(const auth::Principal& caller, http::PageQuery query);  // a supplier's own
  Task<Result<PresaleView>> presale(const auth::Principal& caller, PresaleId id);            // presale_not_found
  // Buyers who were promised an earlier day may leave. conflict presale_state.
  Task<Result<PresaleView>> put_off(const Command& command, PresaleId id, PutOffBody body);
  Task<Result<PresaleView>> withdraw(const Command& command, PresaleId id, std::string reason);
  // The buyer takes back what was promised to have left by now, or was put off, and has not been packed. conflict
  // promise_kept: nothing of the order is late; order_state.
  Task<Result<db::Replayable<OrderView>>> leave(const Command& command, OrderId id, db::IdempotencyKey key);

  // Closes what is over and ends the orders of what was withdrawn; gives how much it did.
  Task<std::int64_t> run_due();
  Task<> loop(Loop& loop);

 private:
  Task<std::int64_t> close_due();
  Task<std::int64_t> settle_orders_due();
  Task<std::int64_t> finish_due();

  Context& context_;
};

}  // namespace shanhai::orders
