// Implements the Api that other services see, and what suppliers and buyers may know of stock.
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/stock/views.hpp"

namespace shanhai::orders {

class Stock final : public Api {
 public:
  explicit Stock(Context& context) : context_(context) {}

  Task<Result<TransferReceipt>> receive_lot_stock(LotTransfer transfer) override;
  Task<Result<LotBlocked>> block_lot(LotBlock block) override;
  Task<Result<LotReleased>> release_lot(LotRelease release) override;
  Task<Result<LotAccounts>> lot_accounts(LotAccountQuery query) override;
  Task<Result<RecallReach>> recall_reach(RecallReachQuery query) override;

  Task<Result<StockPage>> stock(const auth::Principal& caller, StockQuery query);
  Task<Result<StorefrontStock>> storefront(SkuId sku);  // of a gift pack: as many as what it holds makes

  // The caller's own lots; what may be refused: stock/takeoff.hpp.
  Task<Result<db::Replayable<CorrectionReceipt>>> correct(const Command& command, CorrectionBody body,
                                                          db::IdempotencyKey key);
  Task<Result<CorrectionPage>> corrections(const auth::Principal& caller, http::PageQuery query);
  Task<Result<ShortfallView>> shortfall(const auth::Principal& caller);

  // Takes lots whose time is over off sale; gives how many.
  Task<std::int64_t> expire_due();
  Task<> expire_loop(Loop& loop);

 private:
  Context& context_;
};

}  // namespace shanhai::orders
