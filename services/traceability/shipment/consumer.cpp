#include "services/traceability/shipment/consumer.hpp"

#include <map>

#include "common/telemetry/log.hpp"
#include "services/orders/api.hpp"
#include "services/traceability/lot/store.hpp"

namespace shanhai::traceability {

Result<void> ShipmentConsumer::apply(db::Tx& tx, const events::Event& event) const {
  if (event.type != orders::kParcelShipped) return {};
  SH_TRY(const auto parcel, json::read<orders::ParcelFacts>(event.payload));
  std::map<LotId, std::int64_t> quantities;
  for (const auto& part : parcel.lots) quantities[part.lot] += part.quantity;
  std::vector<LotId> ids;
  for (const auto& [lot, quantity] : quantities) ids.push_back(lot);
  std::vector<epcis::LotEvent> shipped;
  for (const auto& lot : store::list_lots_by_id(tx, ids)) {
    epcis::LotEvent out;
    out.organisation = lot.supplier;
    out.event_time = event.occurred_at;
    out.biz_step = "shipping";
    out.disposition = "in_transit";
    out.division = lot.county;
    out.amounts = {{lot.id, lot.epc_class, quantities.at(lot.id), lot.unit}};
    out.transaction = recorder_.names().transaction(parcel.parcel);
    out.transaction_type = "desadv";
    out.destination_place = recorder_.names().division(parcel.delivery_division);
    out.journey = {lot.id, Step::ship, parcel.delivery_division, quantities.at(lot.id)};
    shipped.push_back(std::move(out));
  }
  if (shipped.size() != ids.size()) {
    // Lots come from here: one that orders knows and we do not means that a database was restored from an older state.
    telemetry::log_error("traceability.unknown_lot_shipped",
                         {{"parcel", parcel.parcel.str()}, {"unknown", ids.size() - shipped.size()}});
  }
  recorder_.record(tx, shipped);
  return {};
}

}  // namespace shanhai::traceability
