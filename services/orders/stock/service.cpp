#include "services/orders/stock/service.hpp"

#include "services/orders/commands.hpp"
#include "services/orders/stock/store.hpp"
#include "services/orders/stock/transfers.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostLots = 200;

SkuStockView view_of(const SkuStock& stock, const std::vector<LotStock>& lots) {
  SkuStockView out{stock.sku, stock.on_hand, stock.reserved, stock.sellable(), {}};
  for (const auto& lot : lots) {
    if (lot.sku != stock.sku) continue;
    out.lots.push_back({lot.lot, lot.lot_number, lot.best_before, lot.received, lot.on_hand, lot.blocked, lot.bound});
  }
  return out;
}

Result<StockPage> read_page(db::Tx& tx, OrganisationId supplier, const StockQuery& query) {
  std::vector<SkuStock> rows;
  StockPage page;
  if (query.sku_id) {
    auto found = store::find_stock(tx, *query.sku_id);
    if (found && found->supplier == supplier) rows.push_back(*found);
  } else {
    SH_TRY(const auto cursor, cursor_of<SkuId>(query.cursor));
    rows = store::list_stock(tx, supplier, cursor.value_or(SkuId()), query.size() + 1);
    if (rows.size() > static_cast<std::size_t>(query.size())) {
      rows.pop_back();
      page.next_cursor = rows.back().sku.str();
    }
  }
  std::vector<SkuId> skus;
  for (const auto& row : rows) skus.push_back(row.sku);
  const auto lots = store::list_lots(tx, skus);
  for (const auto& row : rows) page.items.push_back(view_of(row, lots));
  return page;
}

}  // namespace

Task<Result<TransferReceipt>> Stock::receive_lot_stock(LotTransfer transfer) {
  auto work = [this, transfer](db::Tx& tx) { return store::receive_lot(tx, context_.random, transfer); };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<LotBlocked>> Stock::block_lot(LotBlock block) {
  auto work = [this, block](db::Tx& tx) { return store::block_lot(tx, context_.random, block); };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<LotAccounts>> Stock::lot_accounts(LotAccountQuery query) {
  if (query.lots.size() > kMostLots) co_return Error::invalid_field("/lots", "out_of_range", "at most 200");
  auto work = [query](db::Tx& tx) -> Result<LotAccounts> {
    return LotAccounts{store::list_lot_accounts(tx, query.lots)};
  };
  auto out = co_await context_.database.snapshot(work);
  co_return out;
}

Task<Result<StockPage>> Stock::stock(const auth::Principal& caller, StockQuery query) {
  const auto supplier = caller.organisation.value_or(OrganisationId());
  auto read = [supplier, query](db::Tx& tx) { return read_page(tx, supplier, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<StorefrontStock>> Stock::storefront(SkuId sku) {
  auto read = [sku](db::Tx& tx) -> Result<StorefrontStock> {
    const auto found = store::find_stock(tx, sku);
    const auto sellable = found ? found->sellable() : 0;
    return StorefrontStock{sku, sellable > 0, sellable};
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

}  // namespace shanhai::orders
