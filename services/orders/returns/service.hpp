// Returns: asked for by the buyer, decided and received by the supplier; then money and stock follow.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/refunds/service.hpp"
#include "services/orders/returns/views.hpp"

namespace shanhai::orders {

class Returns {
 public:
  Returns(Context& context, Refunds& refunds) : context_(context), refunds_(refunds) {}

  // order_not_found; invalid /lines...; conflict order_state, order_not_paid, return_window_over, more_than_bought;
  // unprocessable no_return_goods.
  Task<Result<db::Replayable<ReturnView>>> request(const Command& command, ReturnBody body, db::IdempotencyKey key);
  Task<Result<ReturnPage>> returns(const auth::Principal& caller, http::PageQuery query);
  Task<Result<ReturnView>> get(const auth::Principal& caller, ReturnId id);  // return_not_found
  Task<Result<ReturnView>> decide(const Command& command, ReturnId id, bool approve,
                                  std::string reason);  // conflict return_state
  // The goods are back: the refund is promised, and what is in good order goes on sale again. conflict return_state.
  Task<Result<db::Replayable<ReturnView>>> receive(const Command& command, ReturnId id, bool restock,
                                                   db::IdempotencyKey key);

 private:
  Context& context_;
  Refunds& refunds_;
};

}  // namespace shanhai::orders
