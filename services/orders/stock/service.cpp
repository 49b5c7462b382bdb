#include "services/orders/stock/service.hpp"

#include <algorithm>
#include <set>

#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/ordering/fair_loop.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/pricing/basket.hpp"
#include "services/orders/stock/store.hpp"
#include "services/orders/stock/takeoff.hpp"
#include "services/orders/stock/transfers.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostLots = 200, kMostRecalled = 2000;
constexpr std::string_view kExpiryLoop = "lot_expiry";
constexpr std::chrono::milliseconds kExpiryPause(60'000);

SkuStockView view_of(const SkuStock& stock, const std::vector<LotStock>& lots) {
  SkuStockView out{stock.sku, stock.on_hand, stock.reserved, stock.sellable(), {}};
  for (const auto& lot : lots) {
    if (lot.sku != stock.sku) continue;
    out.lots.push_back({lot.lot, lot.lot_number, lot.best_before, lot.received, lot.on_hand, lot.blocked, lot.bound,
                        lot.written_off, lot.expired});
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
    page.next_cursor = cut_page(rows, query.size(), [](const SkuStock& row) { return row.sku; });
  }
  std::vector<SkuId> skus;
  for (const auto& row : rows) skus.push_back(row.sku);
  const auto lots = store::list_lots(tx, skus);
  for (const auto& row : rows) page.items.push_back(view_of(row, lots));
  return page;
}

Result<CorrectionPage> read_corrections(db::Tx& tx, OrganisationId supplier, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<CorrectionId>(query.cursor));
  const auto rows = tx.query(sql::orders::stock_correction_list,
                             {{"supplier", supplier}, {"before", before}, {"limit", query.size() + 1}});
  CorrectionPage page;
  for (const auto row : rows) {
    if (page.items.size() == static_cast<std::size_t>(query.size())) {
      page.next_cursor = page.items.back().correction_id.str();
      break;
    }
    CorrectionView view{row.get<CorrectionId>("id"),
                        row.get<SkuId>("sku"),
                        row.get<LotId>("lot"),
                        row.get<std::int64_t>("books"),
                        row.get<std::int64_t>("counted"),
                        row.get<CorrectionReason>("reason"),
                        std::nullopt,
                        row.get<Instant>("corrected_at")};
    auto note = row.get<std::string>("note");
    if (!note.empty()) view.note = std::move(note);
    page.items.push_back(std::move(view));
  }
  return page;
}

std::vector<SkuVersion> find_for_sale(db::Tx& tx, const std::vector<SkuId>& skus) {
  std::vector<QuotedSku> current;
  for (const auto& listing : store::find_listings(tx, skus, tx.now())) {
    if (listing.for_sale) current.push_back({listing.sku, listing.version});
  }
  return current.empty() ? std::vector<SkuVersion>() : store::find_versions(tx, current);
}

// A pack has no stock of its own: it is as available, and as late, as what it holds; and not at all where a quote would
// say that it is not for sale.
StorefrontStock stock_of_pack(db::Tx& tx, const SkuVersion& pack) {
  StorefrontStock out{pack.sku};
  std::vector<SkuId> skus;
  for (const auto& component : pack.components) skus.push_back(component.sku);
  std::map<SkuId, SkuVersionPtr> now;
  for (const auto& version : find_for_sale(tx, skus)) now[version.sku] = std::make_shared<const SkuVersion>(version);
  if (!open_bundle(pack, now)) return out;
  Sellable sellable;
  for (const auto& stock : store::find_stocks(tx, skus)) {
    sellable[stock.sku] = stock.sellable();
    out.presale = out.presale || stock.open_presale;
  }
  out.sellable = available_of(pack, sellable);
  out.in_stock = out.sellable > 0 && !out.presale;
  return out;
}

Result<StorefrontStock> read_storefront(db::Tx& tx, SkuId sku) {
  if (const auto found = store::find_stock(tx, sku)) {
    const auto sellable = found->sellable();
    const bool presale = found->open_presale.has_value();
    return StorefrontStock{sku, sellable > 0 && !presale, sellable, presale};
  }
  for (const auto& version : find_for_sale(tx, {sku})) {
    if (!version.components.empty()) return stock_of_pack(tx, version);
  }
  return StorefrontStock{sku};
}

}  // namespace

Task<Result<TransferReceipt>> Stock::receive_lot_stock(LotTransfer transfer) {
  auto work = [this, transfer](db::Tx& tx) -> Result<TransferReceipt> {
    SH_TRY(auto receipt, store::receive_lot(tx, context_.random, transfer));
    expire_lot(tx, context_, transfer.lot);  // one whose time is over is never on sale, not even until the next look
    return receipt;
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<LotBlocked>> Stock::block_lot(LotBlock block) {
  auto work = [this, block](db::Tx& tx) { return store::block_lot(tx, context_, block); };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<LotReleased>> Stock::release_lot(LotRelease release) {
  auto work = [this, release](db::Tx& tx) -> Result<LotReleased> {
    SH_TRY(const auto released, store::release_lot(tx, context_, release));
    expire_lot(tx, context_, release.lot);  // its time may have come meanwhile
    return released;
  };
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

Task<Result<RecallReach>> Stock::recall_reach(RecallReachQuery query) {
  if (query.lots.size() > kMostRecalled) co_return Error::invalid_field("/lots", "out_of_range", "at most 2000");
  if (query.recalls.size() > kMostRecalled) co_return Error::invalid_field("/recalls", "out_of_range", "at most 2000");
  auto work = [query](db::Tx& tx) -> Result<RecallReach> { return store::find_recall_reach(tx, query); };
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
  auto read = [sku](db::Tx& tx) { return read_storefront(tx, sku); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<db::Replayable<CorrectionReceipt>>> Stock::correct(const Command& command, CorrectionBody body,
                                                               db::IdempotencyKey key) {
  const auto supplier = command.caller.organisation.value_or(OrganisationId());
  auto work = [this, command, supplier, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return correct_lot(tx, context_, supplier, body, command); });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<CorrectionPage>> Stock::corrections(const auth::Principal& caller, http::PageQuery query) {
  const auto supplier = caller.organisation.value_or(OrganisationId());
  auto read = [supplier, query](db::Tx& tx) { return read_corrections(tx, supplier, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<ShortfallView>> Stock::shortfall(const auth::Principal& caller) {
  const auto supplier = caller.organisation.value_or(OrganisationId());
  auto read = [supplier](db::Tx& tx) -> Result<ShortfallView> { return read_shortfall(tx, supplier); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<std::int64_t> Stock::expire_due() {
  const auto taken_off = std::make_shared<std::set<LotId>>();  // by us, not by a process that was quicker
  DueWork due;
  due.loop = kExpiryLoop;
  due.list = [this](db::Tx& tx, std::int64_t limit) {
    const auto day = first_sellable(china_date(tx.now()), context_.policy.sellable_days);
    std::vector<IdBytes> out;
    for (const auto& lot : list_expired(tx, day, kExpiryLoop, limit)) out.push_back(lot.bytes());
    return out;
  };
  due.work = [this, taken_off](db::Tx& tx, const IdBytes& subject) -> Result<bool> {
    const LotId lot(subject);
    expire_lot(tx, context_, lot) ? void(taken_off->insert(lot)) : void(taken_off->erase(lot));
    return true;
  };
  co_await run_due(context_, due);
  co_return static_cast<std::int64_t>(taken_off->size());
}

Task<> Stock::expire_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto expired = co_await expire_due();
    if (expired < kDueBatch) co_await loop.pause(kExpiryPause);
  }
}

}  // namespace shanhai::orders
