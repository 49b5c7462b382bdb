#include "services/orders/placement/assembly.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "services/orders/ordering/recipients.hpp"

namespace shanhai::orders {
namespace {

std::string delivery_pointer(std::size_t delivery) { return "/deliveries/" + std::to_string(delivery); }

bool is_mobile_number(const std::string& phone) {
  return phone.size() == 11 && phone[0] == '1' && phone[1] >= '3' &&
         std::all_of(phone.begin(), phone.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Assembler {
 public:
  Assembler(Context& context, const CheckoutBuyer& buyer, const CheckoutBody& body)
      : context_(context), buyer_(buyer), body_(body), now_(context.clock.now()) {
    auto& group = placement_.group;
    group.id = OrderGroupId::make(context.clock, context.random);
    group.buyer = buyer.id;
    group.buyer_account = buyer.account;
    group.buyer_kind = buyer.kind;
    group.payment_channel = body.payment_channel;
    if (body.note) group.note = body.note->str();
    group.placed_at = now_;
    group.payment_due_at = body.payment_channel == PaymentChannel::bank_transfer
                               ? now_ + std::chrono::hours(24) * context.policy.transfer_days
                               : now_ + context.policy.payment_time;
  }

  void add(const PricedOrder& priced, const std::vector<identity::DeliveryAddress>& addresses) {
    auto& order = start_order(priced, addresses[priced.lines.front().delivery].division);
    for (const auto& line : priced.lines) {
      const auto& address = addresses[line.delivery];
      const auto position = static_cast<std::int64_t>(line.delivery);
      if (order.deliveries.empty() || order.deliveries.back().position != position) {
        order.deliveries.push_back(
            {position,
             address.division.str(),
             seal_recipient(context_.vault, order.recipient_key, placement_.group.id, position, address),
             {}});
      }
      order.lines.push_back(line_of(order, line, address.division.str()));
      placement_.demand.push_back({line.sku->sku, line.quantity, line.sku->version});
    }
    placement_.group.total += order.row.total;
  }

  // What SKUs that are scarce, or not there yet, are sold by (conditions.hpp).
  void place_under(const CheckoutBody& body, const std::vector<identity::DeliveryAddress>& addresses) {
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      placement_.destinations.emplace(static_cast<std::int64_t>(i), Destination(context_.vault, addresses[i]));
    }
    if (body.rush_tickets) placement_.rush_tickets = *body.rush_tickets;
    placement_.accepts_presale = body.accepts_presale.value_or(false);
  }

  // A bundle takes no stock, but it has to be on sale at the version that was quoted.
  void watch(const SkuVersion& bundle) { placement_.demand.push_back({bundle.sku, 0, bundle.version}); }

  Placement finish() {
    CheckoutReceipt receipt;
    receipt.order_group_id = placement_.group.id;
    receipt.total = placement_.group.total;
    receipt.payment_due_at = placement_.group.payment_due_at;
    for (const auto& order : placement_.orders) {
      PlacedOrder placed{order.row.id, order.row.supplier, order.row.state, order.row.freight, order.row.total, {}};
      for (const auto& line : order.lines) {
        placed.lines.push_back({line.id, line.sku, line.quantity, line.unit_price, line.discount, line.amount,
                                line.delivery, line.bundle});
      }
      receipt.orders.push_back(std::move(placed));
    }
    placement_.answer = json::print(receipt);
    return std::move(placement_);
  }

 private:
  LineRow line_of(const PlacementOrder& order, const PricedLine& priced, std::string division) const {
    const auto& sku = *priced.sku;
    LineRow line;
    line.order = order.row.id;
    line.id = OrderLineId::make(context_.clock, context_.random);
    line.position = static_cast<std::int64_t>(order.lines.size());
    line.delivery = static_cast<std::int64_t>(priced.delivery);
    line.sku = sku.sku;
    line.product = sku.product;
    line.product_version = sku.version;
    line.gtin = sku.gtin;
    line.name = sku.name;
    line.label = sku.label;
    line.unit = sku.unit;
    line.quantity = priced.quantity;
    line.price_step = priced.price_step;
    line.unit_price = priced.unit_price;
    line.discount = priced.discount;
    line.amount = priced.amount;
    line.fee = Money((line.amount * context_.policy.fee_basis_points).fen() / 10'000);
    line.category = sku.category;
    line.fresh = sku.fresh;
    line.certified = sku.was_certified;
    line.production_county = sku.production_county;
    line.raw_material_county = sku.raw_material_county;
    line.registration_county = sku.registration_county;
    line.delivery_division = std::move(division);
    if (priced.bundle) {
      line.bundle = priced.bundle->sku;
      line.bundle_name = priced.bundle->name;
    }
    return line;
  }

  PlacementOrder& start_order(const PricedOrder& priced, const std::string& division) {
    auto& order = placement_.orders.emplace_back();
    order.recipient_key = make_recipient_key(context_.vault, placement_.group.id);
    auto& row = order.row;
    row.id = OrderId::make(context_.clock, context_.random);
    row.group = placement_.group.id;
    row.supplier = priced.supplier;
    row.buyer = buyer_.id;
    row.buyer_account = buyer_.account;
    row.buyer_kind = buyer_.kind;
    row.buyer_division = buyer_.kind == BuyerKind::consumer ? division : buyer_.region;
    row.payment_channel = body_.payment_channel;
    row.on_credit =
        body_.payment_channel == PaymentChannel::bank_transfer && context_.policy.credit_kinds.count(buyer_.kind) > 0;
    row.no_return_confirmed = body_.confirmed_no_return.value_or(false);
    row.total = priced.total();
    row.freight = priced.freight;
    row.promotion = priced.promotion;
    row.placed_at = now_;
    return order;
  }

  Context& context_;
  const CheckoutBuyer& buyer_;
  const CheckoutBody& body_;
  const Instant now_;
  Placement placement_;
};

constexpr std::int64_t kUnitsMax = 100'000;  // of one line, also in bundles

}  // namespace

bool is_deliverable(std::string_view code) {
  const auto* division = find_division(code);
  if (!division || !is_within(code, kGuangdong)) return false;
  if (division->level == DivisionLevel::county) return true;
  if (division->level != DivisionLevel::prefecture) return false;
  return std::none_of(all_divisions().begin(), all_divisions().end(),
                      [&](const Division& d) { return d.parent == code; });
}

std::string line_pointer(std::size_t delivery, std::size_t line) {
  return delivery_pointer(delivery) + "/lines/" + std::to_string(line);
}

Result<void> check_shape(const CheckoutBody& body, const CheckoutBuyer& buyer) {
  std::vector<FieldError> wrong;
  if (body.deliveries.empty() || body.deliveries.size() > kMaxDeliveries) {
    wrong.push_back({"/deliveries", "out_of_range", "1 to " + std::to_string(kMaxDeliveries)});
  }
  for (std::size_t i = 0; i < body.deliveries.size(); ++i) {
    const auto& delivery = body.deliveries[i];
    if (delivery.address_id.has_value() == delivery.recipient.has_value()) {
      wrong.push_back({delivery_pointer(i), "address_or_recipient", "exactly one of address_id and recipient"});
    }
    if (delivery.lines.empty() || delivery.lines.size() > kMaxLinesPerDelivery) {
      wrong.push_back({delivery_pointer(i) + "/lines", "out_of_range", "1 to " + std::to_string(kMaxLinesPerDelivery)});
    }
  }
  std::size_t lines = 0;
  for (const auto& delivery : body.deliveries) lines += delivery.lines.size();
  if (lines > kMaxLines) wrong.push_back({"/deliveries", "too_many_lines", "at most " + std::to_string(kMaxLines)});
  if (body.rush_tickets && body.rush_tickets->size() > kMaxRushTickets) {
    wrong.push_back({"/rush_tickets", "out_of_range", "at most " + std::to_string(kMaxRushTickets)});
  }
  if (buyer.kind != BuyerKind::trade_union && body.heads) wrong.push_back({"/heads", "not_allowed", "only of a union"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  if (buyer.kind == BuyerKind::consumer && body.payment_channel == PaymentChannel::bank_transfer) {
    auto refusal = Error::unprocessable("channel_not_for_consumers", "a transfer is paid by an organisation");
    refusal.fields.push_back({"/payment_channel", refusal.code, {}});
    return refusal;
  }
  return {};
}

Result<void> check_address(const identity::DeliveryAddress& address, std::size_t delivery, bool from_address_book) {
  const auto place = [&](const char* member) {
    return delivery_pointer(delivery) +
           (from_address_book ? std::string("/address_id") : "/recipient/" + std::string(member));
  };
  if (!is_mobile_number(address.phone)) return Error::invalid_field(place("phone"), "invalid_phone");
  if (is_deliverable(address.division.str())) return {};
  auto refusal = Error::unprocessable("address_outside_guangdong", "goods are delivered to districts of Guangdong");
  refusal.fields.push_back({place("division"), refusal.code, {}});
  return refusal;
}

Result<void> check_basket(const std::vector<BasketLine>& basket, BuyerKind buyer, const TermsOf& terms, Instant at) {
  auto unsold = Error::unprocessable("not_for_consumers");
  auto undelivered = Error::unprocessable("not_deliverable", "the supplier does not deliver this there");
  std::vector<FieldError> wrong;
  std::size_t lines = 0;
  for (const auto& line : basket) {
    const auto pointer = line_pointer(line.delivery, line.line);
    lines += std::max<std::size_t>(1, line.components.size());
    for (const auto& component : line.sku->components) {
      if (component.quantity * line.quantity <= kUnitsMax) continue;
      wrong.push_back({pointer + "/quantity", "out_of_range", "at most 100000 units of anything"});
      break;
    }
    if (buyer == BuyerKind::consumer && !for_consumers(line))
      unsold.fields.push_back({pointer + "/sku_id", unsold.code, {}});
    const auto carriage = carriage_of(line, terms, at);
    if (carriage != Carriage::possible)
      undelivered.fields.push_back({pointer + "/sku_id", std::string(code_of(carriage)),
                                    line.sku->sku.str() + " is not delivered to " + line.division});
  }
  if (lines > kMaxLines) wrong.push_back({"/deliveries", "too_many_lines", "at most " + std::to_string(kMaxLines)});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  if (!unsold.fields.empty()) return unsold;
  if (!undelivered.fields.empty()) return undelivered;
  return {};
}

Placement assemble(Context& context, const CheckoutBuyer& buyer, const CheckoutBody& body,
                   const std::vector<identity::DeliveryAddress>& addresses, const std::vector<PricedOrder>& orders,
                   const std::vector<SkuVersionPtr>& bundles) {
  Assembler assembler(context, buyer, body);
  for (const auto& order : orders) assembler.add(order, addresses);
  assembler.place_under(body, addresses);
  for (const auto& bundle : bundles) assembler.watch(*bundle);
  return assembler.finish();
}

}  // namespace shanhai::orders
