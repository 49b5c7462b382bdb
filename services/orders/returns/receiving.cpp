#include "services/orders/returns/receiving.hpp"

#include <map>
#include <set>

#include "services/orders/fulfilment/store.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

struct Back {
  ParcelLotRow lot;
  std::int64_t quantity = 0;
};

std::vector<Back> choose(const std::vector<ParcelLotRow>& packed, const std::vector<ReturnLineRow>& lines) {
  std::vector<Back> out;
  for (const auto& line : lines) {
    auto left = line.quantity;
    for (const auto& lot : packed) {
      if (lot.line != line.line || left == 0) continue;
      const auto taken = std::min(left, lot.quantity - lot.restocked);
      if (taken > 0) out.push_back({lot, taken});
      left -= taken;
    }
    if (left > 0) throw std::logic_error("more came back than was packed");
  }
  return out;
}

}  // namespace

void restock(db::Tx& tx, Random& random, OrderId order, const std::vector<ReturnLineRow>& lines) {
  const auto back = choose(store::list_parcel_lots(tx, order), lines);
  std::map<LotId, bool> blocked;
  std::set<SkuId> skus;
  for (const auto& part : back) {
    blocked.emplace(part.lot.lot, false);
    skus.insert(part.lot.sku);
  }
  for (auto& [lot, is_blocked] : blocked) is_blocked = store::lock_gate(tx, lot).blocked;
  store::lock_stock(tx, {skus.begin(), skus.end()});
  std::vector<StockMove> moves;
  for (const auto& part : back) {
    const bool is_blocked = blocked.at(part.lot.lot);
    store::restock_parcel_lot(tx, part.lot, part.quantity);
    const auto matched = tx.execute(sql::orders::lot_stock_restock, {{"on_hand", is_blocked ? 0 : part.quantity},
                                                                     {"blocked", is_blocked ? part.quantity : 0},
                                                                     {"sku", part.lot.sku},
                                                                     {"lot", part.lot.lot}});
    if (matched != 1) throw std::logic_error("a lot would hold less than nothing");
    if (!is_blocked) moves.push_back({part.lot.sku, StockEntryKind::restocked, part.lot.lot, part.quantity, 0, order});
  }
  if (!moves.empty()) store::move_stock(tx, random, moves);
}

}  // namespace shanhai::orders
