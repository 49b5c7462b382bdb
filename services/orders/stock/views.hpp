// Stock as its supplier and buyers see and correct it.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/api.hpp"
#include "services/orders/names.hpp"

namespace shanhai::orders {

SHANHAI_ID(CorrectionId, "scr");

struct LotStockView {
  LotId lot_id;
  std::string lot_number;
  std::optional<Date> best_before;
  std::int64_t received = 0, on_hand = 0, blocked = 0, bound = 0, written_off = 0, expired = 0;
};
BOOST_DESCRIBE_STRUCT(LotStockView, (),
                      (lot_id, lot_number, best_before, received, on_hand, blocked, bound, written_off, expired))

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
  bool presale = false;  // what is sellable is not there yet: /v1/storefront-sales says when it ships, of a gift pack
                         // for what it holds
};
BOOST_DESCRIBE_STRUCT(StorefrontStock, (), (sku_id, in_stock, sellable, presale))

struct CorrectionBody {
  LotId lot_id;
  Bounded<0, 100000000> books;    // on hand as the supplier saw it when it counted
  Bounded<0, 100000000> counted;  // on hand in truth
  CorrectionReason reason = CorrectionReason::counted;
  std::optional<Text<1, 200>> note;
};
BOOST_DESCRIBE_STRUCT(CorrectionBody, (), (lot_id, books, counted, reason, note))

// The answer to a correction, stored under its key.
struct CorrectionReceipt {
  CorrectionId correction_id;
  SkuId sku_id;
  LotId lot_id;
  std::int64_t on_hand = 0;            // of the lot, as counted
  std::vector<OrderId> undeliverable;  // orders that what is left does not serve, the oldest served first
};
BOOST_DESCRIBE_STRUCT(CorrectionReceipt, (), (correction_id, sku_id, lot_id, on_hand, undeliverable))

struct CorrectionView {
  CorrectionId correction_id;
  SkuId sku_id;
  LotId lot_id;
  std::int64_t books = 0, counted = 0;
  CorrectionReason reason = CorrectionReason::counted;
  std::optional<std::string> note;
  Instant corrected_at{};
};
BOOST_DESCRIBE_STRUCT(CorrectionView, (), (correction_id, sku_id, lot_id, books, counted, reason, note, corrected_at))

struct CorrectionPage {
  std::vector<CorrectionView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(CorrectionPage, (), (items, next_cursor))

struct ShortSku {
  SkuId sku_id;
  std::int64_t on_hand = 0, reserved = 0, missing = 0;
};
BOOST_DESCRIBE_STRUCT(ShortSku, (), (sku_id, on_hand, reserved, missing))

struct ShortfallView {
  std::vector<ShortSku> skus;          // at most 200
  std::vector<OrderId> undeliverable;  // to be declined; the oldest orders are served first
};
BOOST_DESCRIBE_STRUCT(ShortfallView, (), (skus, undeliverable))

}  // namespace shanhai::orders
