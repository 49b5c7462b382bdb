#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

OrderFacts facts_of(const OrderRow& order, const std::vector<LineRow>& lines) {
  OrderFacts out;
  out.order = order.id;
  out.group = order.group;
  out.supplier = order.supplier;
  out.buyer_kind = order.buyer_kind;
  if (!order.is_consumer()) out.buyer_organisation = OrganisationId(order.buyer.bytes());
  out.buyer_account = order.buyer_account;
  out.buyer_division = order.buyer_division;
  out.channel = order.channel;
  out.freight = order.freight;
  if (order.freight_refunded > Money()) out.freight_refunded = order.freight_refunded;
  out.placed_at = order.placed_at;
  out.paid_at = order.paid_at;
  for (const auto& line : lines) {
    LineFacts facts;
    facts.line = line.id;
    facts.sku = line.sku;
    facts.product = line.product;
    facts.product_version = line.product_version;
    facts.quantity = line.quantity;
    facts.amount = line.amount;
    facts.refunded = line.refunded;
    facts.category = line.category;
    facts.certified = line.certified;
    facts.production_county = line.production_county;
    facts.raw_material_county = line.raw_material_county;
    facts.registration_county = line.registration_county;
    facts.delivery_division = line.delivery_division;
    out.lines.push_back(std::move(facts));
  }
  return out;
}

Money fee_of(const std::vector<LineRow>& lines) {
  Money out;
  for (const auto& line : lines) out += line.fee;
  return out;
}

std::vector<Measure> counted_in(const OrderRow& order) {
  std::vector<Measure> out{Measure::ordered};
  if (order.paid_at) out.push_back(Measure::paid);
  if (order.accepted_at) out.push_back(Measure::accepted);
  if (order.counted_at) out.push_back(Measure::completed);
  return out;
}

}  // namespace shanhai::orders
