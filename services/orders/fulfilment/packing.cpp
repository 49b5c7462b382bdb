#include "services/orders/fulfilment/packing.hpp"

#include <map>
#include <set>

#include "services/orders/fulfilment/store.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

using Lots = std::map<SkuId, std::vector<LotOnHand>>;

Lots lock_lots(db::Tx& tx, const std::vector<LineRow>& lines) {
  std::set<SkuId> skus;
  for (const auto& line : lines) skus.insert(line.sku);
  const std::vector<SkuId> sorted(skus.begin(), skus.end());
  store::lock_stock(tx, sorted);
  Lots out;
  for (const auto& lot : store::lock_lots(tx, sorted)) {
    out[lot.sku].push_back({lot.lot, lot.lot_number, lot.best_before, lot.on_hand});
  }
  return out;
}

Error shortage(const LineRow& line, const std::vector<LotOnHand>& lots) {
  std::int64_t available = 0;
  for (const auto& lot : lots) available += lot.on_hand;
  json::Array items;
  items.push_back(json::Object{{"sku_id", line.sku.str()}, {"requested", line.quantity}, {"available", available}});
  return Error::conflict("insufficient_lot_stock", "lots that may be sold do not suffice")
      .with("items", std::move(items));
}

struct Packed {
  std::vector<ParcelRow> parcels;
  std::vector<ParcelLotRow> lots;
  std::vector<StockMove> moves;
};

Result<Packed> bind_parcels(db::Tx& tx, Random& random, const OrderRow& order, const std::vector<LineRow>& lines) {
  auto lots = lock_lots(tx, lines);
  Packed out;
  std::map<std::int64_t, ParcelId> parcel_of;
  for (const auto& line : lines) {
    auto [at, is_new] = parcel_of.try_emplace(line.delivery, ParcelId());
    if (is_new) {
      at->second = ParcelId(make_uuid_v7(tx.now(), random));
      out.parcels.push_back({at->second, order.id, line.delivery, line.delivery_division, {}, {}, tx.now(), {}});
    }
    auto shares = bind_lots(lots[line.sku], line.quantity, china_date(tx.now()));
    if (shares.has_error()) return shortage(line, lots[line.sku]);
    for (const auto& share : *shares) {
      out.lots.push_back({order.id, at->second, line.id, share.lot, line.sku, share.lot_number, share.quantity, 0});
      out.moves.push_back({line.sku, StockEntryKind::packed, share.lot, -share.quantity, -share.quantity, order.id});
    }
  }
  return out;
}

}  // namespace

ParcelFacts parcel_facts(const OrderRow& order, const ParcelRow& parcel, const std::vector<ParcelLotRow>& lots) {
  ParcelFacts out{parcel.id, order.id, order.supplier, parcel.division, {}};
  for (const auto& lot : lots) {
    if (lot.parcel == parcel.id) out.lots.push_back({lot.line, lot.sku, lot.lot, lot.quantity});
  }
  return out;
}

Result<void> pack_order(db::Tx& tx, Random& random, OrderChange& change, const By& by) {
  const bool declined = change->kept() != change->total;
  if (change->packed_at || declined || !may_pack(change->state, change->on_credit)) {
    return Error::conflict("order_state", "only a paid order that is not packed yet can be packed");
  }
  SH_CHECK(change.act(OrderAction::pack));
  SH_TRY(const auto packed, bind_parcels(tx, random, change.order(), change.lines()));
  for (const auto& lot : packed.lots) {
    const auto matched =
        tx.execute(sql::orders::lot_stock_bind, {{"sku", lot.sku}, {"lot", lot.lot}, {"quantity", lot.quantity}});
    if (matched != 1) throw std::logic_error("a lot changed under its SKU's lock");
  }
  store::insert_parcels(tx, packed.parcels, packed.lots);
  store::move_stock(tx, random, packed.moves);
  change->packed_at = tx.now();
  for (const auto& parcel : packed.parcels) {
    change.tell(kParcelPacked, by, json::write(parcel_facts(change.order(), parcel, packed.lots)).as_object());
  }
  change.save(random);
  return {};
}

}  // namespace shanhai::orders
