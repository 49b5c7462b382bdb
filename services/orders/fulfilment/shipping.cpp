#include "services/orders/fulfilment/shipping.hpp"

#include <algorithm>

#include "services/orders/fulfilment/packing.hpp"
#include "services/orders/fulfilment/store.hpp"

namespace shanhai::orders {
namespace {

// Whether all that is not declined has left, and whether anything has.
struct Departure {
  bool some = false, all = false;
};

Departure departure(const std::vector<ParcelRow>& parcels, const std::vector<LineRow>& lines) {
  Departure out;
  out.all = std::all_of(lines.begin(), lines.end(), [](const LineRow& line) { return line.left() == 0; });
  for (const auto& parcel : parcels) {
    out.some = out.some || parcel.shipped_at;
    out.all = out.all && parcel.shipped_at;
  }
  return out;
}

}  // namespace

Shipping::Shipping(db::Tx& tx, OrderChange& change, const By& by)
    : tx_(tx),
      change_(change),
      by_(by),
      parcels_(store::list_parcels(tx, change.order().id)),
      lots_(store::list_parcel_lots(tx, change.order().id)),
      recalled_(store::list_recalled_parcels(tx, change.order().id)) {}

const ParcelRow* Shipping::find(ParcelId id) const {
  const auto found = std::find_if(parcels_.begin(), parcels_.end(), [&](const ParcelRow& row) { return row.id == id; });
  return found == parcels_.end() ? nullptr : &*found;
}

Result<bool> Shipping::ship(const ParcelWaybill& waybill) {
  const auto found =
      std::find_if(parcels_.begin(), parcels_.end(), [&](const ParcelRow& row) { return row.id == waybill.parcel; });
  if (found == parcels_.end()) return Error::unprocessable("parcel_not_found");
  auto& parcel = *found;
  if (parcel.shipped_at) {
    if (parcel.carrier == waybill.carrier && parcel.tracking_number == waybill.tracking_number) return false;
    return Error::conflict("parcel_shipped");
  }
  if (std::find(recalled_.begin(), recalled_.end(), parcel.id) != recalled_.end()) {
    return Error::conflict("lot_recalled");
  }
  if (!store::ship_parcel(tx_, parcel.order, parcel.id, waybill.carrier, waybill.tracking_number)) {
    throw std::logic_error("a parcel changed under its order's lock");
  }
  parcel.carrier = waybill.carrier;
  parcel.tracking_number = waybill.tracking_number;
  parcel.shipped_at = tx_.now();
  change_.tell(kParcelShipped, by_, json::write(parcel_facts(change_.order(), parcel, lots_)).as_object(),
               {{"carrier", waybill.carrier}, {"tracking_number", waybill.tracking_number}});
  shipped_some_ = true;
  return true;
}

Result<void> Shipping::finish() {
  if (!shipped_some_) return {};
  const bool all = departure(parcels_, change_.lines()).all;
  SH_CHECK(change_.act(all ? OrderAction::ship_rest : OrderAction::ship_part));
  if (all) change_->shipped_at = tx_.now();
  return {};
}

Result<void> close_shipping(db::Tx& tx, OrderChange& change) {
  const auto now = departure(store::list_parcels(tx, change.order().id), change.lines());
  if (!now.some || !now.all) return {};
  SH_CHECK(change.act(OrderAction::ship_rest));
  change->shipped_at = tx.now();
  return {};
}

}  // namespace shanhai::orders
