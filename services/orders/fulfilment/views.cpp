#include "services/orders/fulfilment/views.hpp"

#include <algorithm>

namespace shanhai::orders {
namespace {

PackedLineView packed_line(const OrderLineView& line, const ParcelView& parcel) {
  PackedLineView out{line.line_id, line.sku_id, line.name, line.label, line.unit, line.quantity, {}};
  for (const auto& lot : parcel.lots) {
    if (lot.line_id == line.line_id) out.lots.push_back({lot.lot_id, lot.lot_number, lot.quantity});
  }
  return out;
}

}  // namespace

PackingList packing_list_of(const OrderView& order) {
  PackingList out{order.order_id, order.state, {}};
  for (const auto& parcel : order.parcels) {
    PackedParcelView view{parcel.parcel_id, parcel.address_index, parcel.division, {}, {}};
    const auto delivery = std::find_if(order.deliveries.begin(), order.deliveries.end(), [&](const DeliveryView& row) {
      return row.address_index == parcel.address_index;
    });
    if (delivery != order.deliveries.end()) view.recipient = delivery->recipient;
    for (const auto& line : order.lines) {
      if (line.address_index == parcel.address_index) view.lines.push_back(packed_line(line, parcel));
    }
    out.parcels.push_back(std::move(view));
  }
  return out;
}

}  // namespace shanhai::orders
