#include "services/orders/ordering/views.hpp"

#include <algorithm>

namespace shanhai::orders {
namespace {

OrderLineView view_of(const LineRow& line) {
  OrderLineView out;
  out.line_id = line.id;
  out.sku_id = line.sku;
  out.product_id = line.product;
  out.product_version = line.product_version;
  out.gtin = line.gtin;
  out.name = line.name;
  out.label = line.label;
  out.unit = line.unit;
  out.quantity = line.quantity;
  out.price_step = line.price_step;
  out.unit_price = line.unit_price;
  out.discount = line.discount;
  out.amount = line.amount;
  out.refunded = line.refunded;
  out.returned = line.returned;
  out.packed = line.packed;
  out.declined = line.declined;
  out.category = line.category;
  out.fresh = line.fresh;
  out.certified = line.certified;
  out.production_county = line.production_county;
  out.raw_material_county = line.raw_material_county;
  out.registration_county = line.registration_county;
  out.address_index = line.delivery;
  out.delivery_division = line.delivery_division;
  out.bundle_sku_id = line.bundle;
  if (line.bundle) out.bundle_name = line.bundle_name;
  out.presale_id = line.presale;
  out.ships_by = line.ships_by;
  return out;
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

OrderSummary summary_of(const OrderRow& order, const std::vector<LineRow>& lines) {
  OrderSummary out;
  out.order_id = order.id;
  out.order_group_id = order.group;
  out.supplier_id = order.supplier;
  out.buyer_kind = order.buyer_kind;
  out.state = order.state;
  out.payment_channel = order.payment_channel;
  out.on_credit = order.on_credit;
  out.total = order.total;
  out.freight = order.freight;
  out.paid = order.paid;
  out.refunding = order.refunding;
  out.refunded = order.refunded - order.forgone;
  out.forgone = order.forgone;
  out.placed_at = order.placed_at;
  out.paid_at = order.paid_at;
  out.packed_at = order.packed_at;
  out.shipped_at = order.shipped_at;
  out.delivered_at = order.delivered_at;
  out.accepted_at = order.accepted_at;
  out.return_until = order.return_until;
  out.rated_at = order.rated_at;
  out.completed_at = order.completed_at;
  out.cancelled_at = order.cancelled_at;
  out.cancel_reason = unless_empty(order.cancel_reason);
  out.promotion_id = order.promotion;
  out.replaces = order.replaces;
  for (const auto& line : lines) {
    if (line.order == order.id) out.lines.push_back(view_of(line));
  }
  return out;
}

std::vector<ParcelView> parcels_of(const std::vector<ParcelRow>& parcels, const std::vector<ParcelLotRow>& lots,
                                   const std::vector<LineRow>& lines) {
  std::vector<ParcelView> out;
  for (const auto& parcel : parcels) {
    ParcelView view{parcel.id,
                    parcel.delivery,
                    parcel.division,
                    unless_empty(parcel.carrier),
                    unless_empty(parcel.tracking_number),
                    parcel.packed_at,
                    parcel.shipped_at,
                    {}};
    for (const auto& lot : lots) {
      if (lot.parcel != parcel.id) continue;
      const auto line =
          std::find_if(lines.begin(), lines.end(), [&](const LineRow& row) { return row.id == lot.line; });
      view.lots.push_back(
          {lot.line, lot.sku, lot.lot, lot.lot_number, line == lines.end() ? std::string() : line->gtin, lot.quantity});
    }
    out.push_back(std::move(view));
  }
  return out;
}

}  // namespace shanhai::orders
