#include "services/orders/returns/exchange.hpp"

#include <map>

#include "services/orders/fulfilment/packing.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/returns/store.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

std::map<SkuId, std::vector<LotOnHand>> lock_lots(ReturnChange& change) {
  std::map<SkuId, std::vector<LotOnHand>> out;
  for (const auto& line : change.lines()) out[change.order().find_line(line.line)->sku];
  std::vector<SkuId> skus;
  for (const auto& [sku, lots] : out) skus.push_back(sku);
  store::lock_stock(change.tx(), skus);
  for (const auto& lot : store::lock_lots(change.tx(), skus)) {
    out[lot.sku].push_back({lot.lot, lot.lot_number, lot.best_before, lot.on_hand});
  }
  return out;
}

// All lines of an exchange go to one address, so one parcel holds them.
ParcelRow new_parcel(ReturnChange& change) {
  const auto& line = *change.order().find_line(change.lines().front().line);
  ParcelRow out;
  out.id = ParcelId(make_uuid_v7(change.tx().now(), change.context().random));
  out.order = change.row().order;
  out.delivery = line.delivery;
  out.division = line.delivery_division;
  out.packed_at = change.tx().now();
  return out;
}

std::optional<std::vector<ParcelLotRow>> bind(ReturnChange& change, ParcelId parcel) {
  auto lots = lock_lots(change);
  std::vector<ParcelLotRow> out;
  for (const auto& line : change.lines()) {
    const auto sku = change.order().find_line(line.line)->sku;
    const auto shares = bind_lots(lots[sku], line.quantity, china_date(change.tx().now()));
    if (shares.has_error()) return std::nullopt;
    for (const auto& share : *shares) {
      out.push_back({change.row().order, parcel, line.line, share.lot, sku, share.lot_number, share.quantity, 0});
    }
  }
  return out;
}

}  // namespace

bool ship_replacement(ReturnChange& change, const Waybill& waybill, const By& by) {
  const auto parcel = new_parcel(change);
  const auto lots = bind(change, parcel.id);
  if (!lots) return false;
  std::vector<StockMove> moves;
  for (const auto& lot : *lots) {
    const auto matched = change.tx().execute(sql::orders::lot_stock_bind,
                                             {{"sku", lot.sku}, {"lot", lot.lot}, {"quantity", lot.quantity}});
    if (matched != 1) throw std::logic_error("a lot changed under its SKU's lock");
    moves.push_back({lot.sku, StockEntryKind::packed, lot.lot, -lot.quantity, -lot.quantity, lot.order});
  }
  store::insert_parcels(change.tx(), {parcel}, *lots);
  store::move_stock(change.tx(), change.context().random, moves);
  if (!store::ship_parcel(change.tx(), parcel.order, parcel.id, waybill.carrier, waybill.tracking_number)) {
    throw std::logic_error("a parcel that was just packed is not there");
  }
  store::insert_return_parcel(change.tx(), {change.row().id, ParcelDirection::replacement, parcel.id, waybill.carrier,
                                            waybill.tracking_number, change.tx().now()});
  change->reserved = false;
  const auto facts = json::write(parcel_facts(change.order().order(), parcel, *lots)).as_object();
  change.order().tell(kParcelPacked, {by.actor, by.trace_id, "replacement"}, facts);
  change.order().tell(kParcelShipped, {by.actor, by.trace_id, "replacement"}, facts,
                      {{"carrier", waybill.carrier}, {"tracking_number", waybill.tracking_number}});
  return true;
}

}  // namespace shanhai::orders
