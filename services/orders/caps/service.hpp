// Suppliers set how much of a SKU one buyer or address may take; buyers ask how much is left to them. The order writer
// keeps it (placement/conditions.hpp).
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "services/orders/caps/views.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders {

class PurchaseCaps {
 public:
  explicit PurchaseCaps(Context& context) : context_(context) {}

  // From the next placement on. A changed number keeps the periods and what was taken in them; a changed length begins
  // new ones. sku_not_found: not the caller's, or a bundle, which is capped by its components; invalid: no limit, or
  // period_days does not fit the limits.
  Task<Result<db::Replayable<PurchaseCapView>>> set(const Command& command, PurchaseCapBody body,
                                                    db::IdempotencyKey key);
  // purchase_cap_not_found: none holds.
  Task<Result<PurchaseCapView>> end(const Command& command, SkuId sku, std::string reason);
  // Every version: a supplier's own, else everybody's.
  Task<Result<PurchaseCapPage>> caps(const auth::Principal& caller, http::PageQuery query);
  Task<Result<PurchaseAllowances>> allowances(const auth::Principal& caller, SkuId sku);

  // Forgets what counted in periods that are over; gives how many rows.
  Task<std::int64_t> forget_due();
  Task<> forget_loop(Loop& loop);

 private:
  Context& context_;
};

}  // namespace shanhai::orders
