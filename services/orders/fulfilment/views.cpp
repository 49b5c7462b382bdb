#include "services/orders/fulfilment/views.hpp"

#include <algorithm>

namespace shanhai::orders {
namespace {

std::optional<PackedLineView> packed_line(const OrderLineView& line, const ParcelView& parcel) {
  PackedLineView out{line.line_id, line.sku_id, line.name, line.label, line.unit, 0, {}};
  for (const auto& lot : parcel.lots) {
    if (lot.line_id != line.line_id) continue;
    out.quantity += lot.quantity;
    out.lots.push_back({lot.lot_id, lot.lot_number, lot.quantity});
  }
  return out.lots.empty() ? std::nullopt : std::optional(std::move(out));
}

}  // namespace

PackingList packing_list_of(const OrderView& order) {
  PackingList out{order.order_id, order.state, {}, {}, order.contract_number};
  for (const auto& parcel : order.parcels) {
    PackedParcelView view;
    view.parcel_id = parcel.parcel_id;
    view.address_index = parcel.address_index;
    view.delivery_division = parcel.division;
    view.carrier = parcel.carrier;
    view.tracking_number = parcel.tracking_number;
    view.shipped_at = parcel.shipped_at;
    const auto delivery = std::find_if(order.deliveries.begin(), order.deliveries.end(), [&](const DeliveryView& row) {
      return row.address_index == parcel.address_index;
    });
    if (delivery != order.deliveries.end()) view.recipient = delivery->recipient;
    for (const auto& line : order.lines) {
      if (auto packed = packed_line(line, parcel)) view.lines.push_back(std::move(*packed));
    }
    out.parcels.push_back(std::move(view));
  }
  for (const auto& line : order.lines) {
    const auto left = line.quantity - line.packed - line.declined;
    if (left == 0) continue;
    out.left.push_back({line.line_id, line.sku_id, line.name, line.label, line.unit, line.address_index, left});
  }
  return out;
}

}  // namespace shanhai::orders
