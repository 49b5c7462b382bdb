// Implements the Api that other services see, and what suppliers and buyers may know of stock.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders {

struct LotStockView {
  LotId lot_id;
  std::string lot_number;
  std::optional<Date> best_before;
  std::int64_t received = 0, on_hand = 0, blocked = 0, bound = 0;
};
BOOST_DESCRIBE_STRUCT(LotStockView, (), (lot_id, lot_number, best_before, received, on_hand, blocked, bound))

struct SkuStockView {
  SkuId sku_id;
  std::int64_t on_hand = 0, reserved = 0, sellable = 0;
  std::vector<LotStockView> lots;
};
BOOST_DESCRIBE_STRUCT(SkuStockView, (), (sku_id, on_hand, reserved, sellable, lots))

struct StockPage {
  std::vector<SkuStockView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(StockPage, (), (items, next_cursor))

struct StockQuery : http::PageQuery {
  std::optional<SkuId> sku_id;
};
BOOST_DESCRIBE_STRUCT(StockQuery, (http::PageQuery), (sku_id))

struct StorefrontStock {
  SkuId sku_id;
  bool in_stock = false;
  std::int64_t sellable = 0;
};
BOOST_DESCRIBE_STRUCT(StorefrontStock, (), (sku_id, in_stock, sellable))

class Stock final : public Api {
 public:
  explicit Stock(Context& context) : context_(context) {}

  Task<Result<TransferReceipt>> receive_lot_stock(LotTransfer transfer) override;
  Task<Result<LotBlocked>> block_lot(LotBlock block) override;
  Task<Result<LotAccounts>> lot_accounts(LotAccountQuery query) override;

  Task<Result<StockPage>> stock(const auth::Principal& caller, StockQuery query);
  Task<Result<StorefrontStock>> storefront(SkuId sku);  // a SKU without stock has none

 private:
  Context& context_;
};

}  // namespace shanhai::orders
