#include "services/measurement/households/entries.hpp"

#include "services/measurement/households/store.hpp"
#include "services/orders/api.hpp"
#include "services/traceability/api.hpp"

namespace shanhai::measurement {

Result<void> apply_lot_put_on_sale(db::Tx& tx, const events::Event& event) {
  if (event.type != traceability::kLotPutOnSale) return {};
  SH_TRY(auto lot, json::read<traceability::LotPutOnSale>(event.payload));
  store::insert_lot_households(tx, lot.lot, lot.households, event.sequence, china_date(event.occurred_at));
  return {};
}

Result<void> apply_parcels_shipped(db::Tx& tx, std::span<const events::Event> events) {
  std::vector<store::LotShipment> shipments;
  for (const auto& event : events) {
    if (event.type != orders::kParcelShipped) continue;
    SH_TRY(auto parcel, json::read<orders::ParcelFacts>(event.payload));
    for (const auto& lot : parcel.lots) {
      shipments.push_back({lot.lot, parcel.parcel, lot.line, china_date(event.occurred_at), parcel.supplier,
                           parcel.delivery_division, lot.quantity, event.sequence});
    }
  }
  store::insert_lot_shipments(tx, shipments);
  return {};
}

}  // namespace shanhai::measurement
