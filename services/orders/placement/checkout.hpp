// A checkout as its caller writes and reads it.
#pragma once

#include "services/orders/api.hpp"
#include "services/orders/names.hpp"

namespace shanhai::orders {

inline constexpr std::size_t kMaxDeliveries = 200;  // a union's gift packs
inline constexpr std::size_t kMaxLinesPerDelivery = 50;
inline constexpr std::size_t kMaxLines = 2000;  // of a whole checkout
inline constexpr std::size_t kMaxRushTickets = 50;

struct CheckoutLine {
  SkuId sku_id;
  Bounded<1, 100000> quantity;           // sale units
  Bounded<1, 1000000000> price_version;  // the product's published version that was quoted
};
BOOST_DESCRIBE_STRUCT(CheckoutLine, (), (sku_id, quantity, price_version))

// Where some of the goods go: an entry of the caller's address book, or a recipient named here. Exactly one of the two.
struct CheckoutDelivery {
  std::optional<AddressId> address_id;
  std::optional<identity::DeliveryAddress> recipient;
  std::vector<CheckoutLine> lines;
};
BOOST_DESCRIBE_STRUCT(CheckoutDelivery, (), (address_id, recipient, lines))

struct CheckoutBody {
  std::vector<CheckoutDelivery> deliveries;
  PaymentChannel payment_channel = PaymentChannel::wechat_pay;
  std::optional<bool> confirmed_no_return;  // perishable goods do not come back without a reason
  std::optional<Text<0, 200>> note;
  std::optional<Money> expected_total;       // as a quote told it; another one is refused (total_changed)
  std::optional<bool> from_cart;             // what was bought leaves the caller's cart
  std::optional<Bounded<1, 1000000>> heads;  // a union's members among whom it is shared out; left out: one a delivery
  std::optional<bool> accepts_presale;       // goods that are not there yet are bought to be shipped when they are
  std::optional<std::vector<RushTicketId>> rush_tickets;  // admitted ones, one for each SKU that is in a rush
};
BOOST_DESCRIBE_STRUCT(CheckoutBody, (),
                      (deliveries, payment_channel, confirmed_no_return, note, expected_total, from_cart, heads,
                       accepts_presale, rush_tickets))

struct PlacedLine {
  OrderLineId line_id;
  SkuId sku_id;
  std::int64_t quantity = 0;
  Money unit_price, discount, amount;  // amount: quantity * unit price - discount
  std::int64_t address_index = 0;      // into the checkout's deliveries
  std::optional<SkuId> bundle_sku_id;  // the bundle it came in
};
BOOST_DESCRIBE_STRUCT(PlacedLine, (),
                      (line_id, sku_id, quantity, unit_price, discount, amount, address_index, bundle_sku_id))

struct PlacedOrder {
  OrderId order_id;
  OrganisationId supplier_id;
  OrderState state = OrderState::placed;
  Money freight, total;  // total: goods and freight
  std::vector<PlacedLine> lines;
};
BOOST_DESCRIBE_STRUCT(PlacedOrder, (), (order_id, supplier_id, state, freight, total, lines))

struct CheckoutReceipt {
  OrderGroupId order_group_id;
  Money total;
  Instant payment_due_at{};
  std::vector<PlacedOrder> orders;
};
BOOST_DESCRIBE_STRUCT(CheckoutReceipt, (), (order_group_id, total, payment_due_at, orders))

}  // namespace shanhai::orders
