#include "services/orders/stock/service.hpp"

#include "common/telemetry/log.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/stock/store.hpp"
#include "services/orders/stock/takeoff.hpp"
#include "services/orders/stock/transfers.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostLots = 200;
constexpr std::int64_t kExpiryBatch = 100;
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

Result<CorrectionPage> read_corrections(db::Tx& tx, OrganisationId supplier, const http::PageQuery& query) {
  SH_TRY(const auto cursor, cursor_of<CorrectionId>(query.cursor));
  IdBytes last;
  last.fill(0xff);
  const auto rows =
      tx.query(sql::orders::stock_correction_list,
               {{"supplier", supplier}, {"before", cursor.value_or(CorrectionId(last))}, {"limit", query.size() + 1}});
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
  auto read = [this](db::Tx& tx) -> Result<std::vector<LotId>> {
    return list_expired(tx, first_sellable(china_date(tx.now()), context_.policy.sellable_days), kExpiryBatch);
  };
  auto due = co_await context_.database.snapshot(read);
  std::int64_t expired = 0;
  for (const auto& lot : due.value()) {
    auto work = [this, lot](db::Tx& tx) -> Result<bool> { return expire_lot(tx, context_, lot); };
    std::string failure;
    try {
      auto done = co_await context_.database.transaction(work);
      if (done.has_error()) failure = done.error().code;
      if (done.has_value() && *done) ++expired;
    } catch (const std::exception& e) {
      failure = e.what();  // one that can't be taken off holds no other up
    }
    if (!failure.empty()) telemetry::log_error("orders.lot_expiry_failed", {{"lot", lot.str()}, {"what", failure}});
  }
  if (expired > 0) context_.sequencer.committed();
  co_return expired;
}

Task<> Stock::expire_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto expired = co_await expire_due();
    if (expired < kExpiryBatch) co_await loop.pause(kExpiryPause);
  }
}

}  // namespace shanhai::orders
