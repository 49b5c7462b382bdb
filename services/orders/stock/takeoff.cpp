#include "services/orders/stock/takeoff.hpp"

#include "common/base/failpoint.hpp"
#include "common/events/event.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

namespace queries = sql::orders;

constexpr std::int64_t kMostSkus = 200;
constexpr std::int64_t kMostNeeds = 20'000;
constexpr std::size_t kMostNamed = 100;

std::vector<WaitingOrder> list_waiting(db::Tx& tx, OrganisationId supplier, const std::vector<SkuId>& skus) {
  std::vector<WaitingOrder> out;
  const auto rows = tx.query(queries::order_line_needs,
                             {{"supplier", supplier}, {"skus", db::Value::list_of(skus)}, {"limit", kMostNeeds}});
  for (const auto row : rows) {
    const auto order = row.get<OrderId>("id");
    if (out.empty() || out.back().order != order) out.push_back({order, {}});
    out.back().needs[row.get<SkuId>("sku")] = row.get<std::int64_t>("quantity");
  }
  return out;
}

std::vector<OrderId> list_undeliverable(db::Tx& tx, OrganisationId supplier, const std::vector<SkuStock>& stocks) {
  std::vector<SkuId> skus;
  std::map<SkuId, std::int64_t> on_hand;
  for (const auto& stock : stocks) {
    if (stock.reserved <= stock.on_hand) continue;
    skus.push_back(stock.sku);
    on_hand[stock.sku] = stock.on_hand;
  }
  if (skus.empty()) return {};
  return undeliverable(list_waiting(tx, supplier, skus), std::move(on_hand));
}

// Which orders a SKU that has just lost some no longer serves; an event names so many and no more.
std::vector<OrderId> name_undeliverable(db::Tx& tx, const SkuStock& stock) {
  auto out = list_undeliverable(tx, stock.supplier, {stock});
  if (out.size() > kMostNamed) out.resize(kMostNamed);
  return out;
}

void tell(db::Tx& tx, Context& context, std::string_view type, const store::LotGate& gate, const LotTakenOff& facts,
          const By& by) {
  tx.execute(queries::lot_gate_advance, {{"lot", facts.lot}});
  events::append(tx, context.random,
                 {type, "lot", facts.lot.str(), gate.version + 1, by.actor, by.reason, by.trace_id,
                  json::write(facts).as_object()});
}

bool is_past(const LotStock& lot, const Context& context, Instant now) {
  const auto first = first_sellable(china_date(now), context.policy.sellable_days);
  return lot.best_before && std::chrono::sys_days(*lot.best_before) < std::chrono::sys_days(first);
}

Result<void> check_correction(const CorrectionBody& body, const LotStock& lot, bool past, bool blocked) {
  const auto counted = body.counted.value();
  if (blocked) return Error::conflict("lot_blocked");
  if (lot.on_hand != body.books.value()) {
    return Error::conflict("stock_changed", "the books have changed since the lot was counted")
        .with("on_hand", lot.on_hand);
  }
  if (counted == lot.on_hand) return Error::invalid_field("/counted", "unchanged", "the books say so already");
  if (counted > lot.on_hand && past) return Error::conflict("lot_expired");
  if (counted > lot.on_hand + lot.written_off) {
    return Error::conflict("more_than_received", "other units come on sale by a lot transfer")
        .with("at_most", lot.on_hand + lot.written_off);
  }
  return {};
}

CorrectionId record_correction(db::Tx& tx, Context& context, const SkuStock& stock, const CorrectionBody& body,
                               const Command& command) {
  const CorrectionId id(make_uuid_v7(tx.now(), context.random));
  tx.execute(queries::stock_correction_insert, {{"id", id},
                                                {"supplier", stock.supplier},
                                                {"sku", stock.sku},
                                                {"lot", body.lot_id},
                                                {"books", body.books},
                                                {"counted", body.counted},
                                                {"reason", body.reason},
                                                {"note", body.note ? body.note->str() : std::string()},
                                                {"corrected_by", command.caller.account},
                                                {"now", tx.now()}});
  return id;
}

}  // namespace

Result<CorrectionReceipt> correct_lot(db::Tx& tx, Context& context, OrganisationId supplier, const CorrectionBody& body,
                                      const Command& command) {
  const auto seen = store::find_lot(tx, body.lot_id);
  if (!seen) return Error::not_found("lot");
  const auto owner = store::find_stock(tx, seen->sku);
  if (!owner || owner->supplier != supplier) return Error::not_found("lot");
  const auto gate = store::lock_gate(tx, body.lot_id);
  store::lock_stock(tx, {seen->sku});
  const auto lot = store::find_lot(tx, body.lot_id);
  SH_CHECK(check_correction(body, *lot, is_past(*lot, context, tx.now()), gate.blocked));
  const auto matched =
      tx.execute(queries::lot_stock_correct,
                 {{"sku", lot->sku}, {"lot", lot->lot}, {"books", body.books}, {"counted", body.counted}});
  if (matched != 1) throw std::logic_error("a lot changed under its SKU's lock");
  const auto change = body.counted.value() - body.books.value();
  store::move_stock(tx, context.random, {{lot->sku, StockEntryKind::corrected, lot->lot, change, 0, std::nullopt}});
  const auto stock = *store::find_stock(tx, lot->sku);
  CorrectionReceipt out;
  out.correction_id = record_correction(tx, context, stock, body, command);
  out.sku_id = lot->sku;
  out.lot_id = lot->lot;
  out.on_hand = body.counted.value();
  out.undeliverable = name_undeliverable(tx, stock);
  tell(tx, context, kStockCorrected, gate, {supplier, lot->sku, lot->lot, -change, out.undeliverable},
       by_of(command, name_of(body.reason)));
  // Goods leave the books: whoever counted, all administrators hear of it.
  tell_supplier(tx, context, kStockCorrected, supplier,
                {{"lot", lot->lot_number}, {"counted", out.on_hand}, {"orders", out.undeliverable.size()}});
  SHANHAI_FAILPOINT("orders.stock_correction.before_commit");
  return out;
}

bool expire_lot(db::Tx& tx, Context& context, LotId id) {
  const auto seen = store::find_lot(tx, id);
  if (!seen || seen->on_hand == 0 || !is_past(*seen, context, tx.now())) return false;
  const auto gate = store::lock_gate(tx, id);
  store::lock_stock(tx, {seen->sku});
  const auto lot = store::find_lot(tx, id);
  if (lot->on_hand == 0) return false;
  const auto matched =
      tx.execute(queries::lot_stock_expire, {{"sku", lot->sku}, {"lot", id}, {"quantity", lot->on_hand}});
  if (matched != 1) throw std::logic_error("a lot changed under its SKU's lock");
  store::move_stock(tx, context.random, {{lot->sku, StockEntryKind::expired, id, -lot->on_hand, 0, std::nullopt}});
  const auto stock = *store::find_stock(tx, lot->sku);
  const auto orders = name_undeliverable(tx, stock);
  tell(tx, context, kLotExpired, gate, {stock.supplier, lot->sku, id, lot->on_hand, orders}, {});
  tell_supplier(tx, context, kLotExpired, stock.supplier,
                {{"lot", lot->lot_number}, {"quantity", lot->on_hand}, {"orders", orders.size()}});
  SHANHAI_FAILPOINT("orders.lot_expiry.before_commit");
  return true;
}

std::vector<LotId> list_expired(db::Tx& tx, Date first_sellable, std::string_view loop, std::int64_t limit) {
  std::vector<LotId> out;
  const auto rows = tx.query(queries::lot_stock_list_expired,
                             {{"day", first_sellable}, {"loop", loop}, {"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<LotId>("lot"));
  return out;
}

ShortfallView read_shortfall(db::Tx& tx, OrganisationId supplier) {
  ShortfallView out;
  const auto stocks = store::list_short(tx, supplier, kMostSkus);
  for (const auto& stock : stocks) {
    out.skus.push_back({stock.sku, stock.on_hand, stock.reserved, stock.reserved - stock.on_hand});
  }
  out.undeliverable = list_undeliverable(tx, supplier, stocks);
  return out;
}

}  // namespace shanhai::orders
