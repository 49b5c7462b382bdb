#include "services/orders/presale/ending.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/base/failpoint.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

// Signed; with its entry in the ledger. `on_hand` counts units without a lot, too.
void move_promise(db::Tx& tx, Random& random, SkuId sku, StockEntryKind kind, std::int64_t units,
                  std::optional<OrderId> order = {}) {
  if (units == 0) return;
  store::move_stock(tx, random, {{sku, kind, std::nullopt, units, 0, order}});
  if (tx.execute(sql::orders::stock_move_presale, {{"sku", sku}, {"units", units}}) != 1) {
    throw std::logic_error("fewer than no units would be promised");
  }
}

std::int64_t promised(db::Tx& tx, SkuId sku) {
  const auto stock = store::find_stock(tx, sku);
  return stock ? stock->presale : 0;
}

}  // namespace

void promise_units(db::Tx& tx, Random& random, const PresaleRow& presale) {
  move_promise(tx, random, presale.sku, StockEntryKind::presale_opened, presale.terms.allotment);
  store::set_open_presale(tx, presale.sku, presale.id);
}

std::int64_t meet_promise(db::Tx& tx, Random& random, const SkuStock& stock, std::int64_t arrived) {
  const auto met = SHANHAI_PLANTED_BUG("orders.promise_not_met") ? 0 : std::min(arrived, stock.presale);
  move_promise(tx, random, stock.sku, StockEntryKind::presale_met, -met);
  return met;
}

Result<void> end_sale(db::Tx& tx, Random& random, PresaleRow& presale, PresaleAction action) {
  const bool was_open = presale.state == PresaleState::open;
  SH_TRY(presale.state, move_presale(presale.state, action));
  if (!was_open) return {};
  presale.ended_at = tx.now();
  const auto ended = untaken(presale.terms.allotment, presale.taken, promised(tx, presale.sku));
  move_promise(tx, random, presale.sku, StockEntryKind::presale_ended, -ended);
  store::set_open_presale(tx, presale.sku, std::nullopt);
  return {};
}

void return_to_presale(db::Tx& tx, Random& random, PresaleId id, OrderId order, std::int64_t units) {
  store::give_back_presale(tx, id, units);
  if (SHANHAI_PLANTED_BUG("orders.presale_given_back_twice")) store::give_back_presale(tx, id, units);
  const auto presale = store::lock_presale(tx, id);
  if (presale.state == PresaleState::open) return;
  // What has come in lots may be sold as it is there.
  const auto ended = std::min(units, promised(tx, presale.sku));
  move_promise(tx, random, presale.sku, StockEntryKind::presale_ended, -ended, order);
}

}  // namespace shanhai::orders
