// Orders as callers read them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/fulfilment/rows.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

struct OrderLineView {
  OrderLineId line_id;
  SkuId sku_id;
  ProductId product_id;
  std::int64_t product_version = 0;
  std::string gtin, name, label, unit;
  std::int64_t quantity = 0;
  std::int64_t price_step = 1;                   // the unit price is that of so many units or more
  Money unit_price, discount, amount, refunded;  // amount: quantity * unit price - discount
  std::int64_t returned = 0;                     // units in returns that were not refused
  std::int64_t packed = 0;                       // units in parcels
  std::int64_t declined = 0;                     // units that the supplier can't deliver; their money goes back
  catalog::Category category = catalog::Category::agricultural;
  bool fresh = false, certified = false;
  std::string production_county, raw_material_county, registration_county;
  std::int64_t address_index = 0;
  std::string delivery_division;
  std::optional<SkuId> bundle_sku_id;  // the gift pack it came in
  std::optional<std::string> bundle_name;
  std::optional<PresaleId> presale_id;  // sold before the goods were there
  std::optional<Date> ships_by;         // promised then
};
BOOST_DESCRIBE_STRUCT(OrderLineView, (),
                      (line_id, sku_id, product_id, product_version, gtin, name, label, unit, quantity, price_step,
                       unit_price, discount, amount, refunded, returned, packed, declined, category, fresh, certified,
                       production_county, raw_material_county, registration_county, address_index, delivery_division,
                       bundle_sku_id, bundle_name, presale_id, ships_by))

struct DeliveryView {
  std::int64_t address_index = 0;
  std::string division;
  std::optional<identity::DeliveryAddress> recipient;  // the buyer's, and the supplier's while it has to deliver
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (address_index, division, recipient))

struct ParcelLotView {
  OrderLineId line_id;
  SkuId sku_id;
  LotId lot_id;
  std::string lot_number;
  std::string gtin;  // with lot_number the key of the public trace page
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(ParcelLotView, (), (line_id, sku_id, lot_id, lot_number, gtin, quantity))

struct ParcelView {
  ParcelId parcel_id;
  std::int64_t address_index = 0;
  std::string division;
  std::optional<std::string> carrier, tracking_number;
  Instant packed_at{};
  std::optional<Instant> shipped_at;
  std::vector<ParcelLotView> lots;
};
BOOST_DESCRIBE_STRUCT(ParcelView, (),
                      (parcel_id, address_index, division, carrier, tracking_number, packed_at, shipped_at, lots))

// In lists.
struct OrderSummary {
  OrderId order_id;
  OrderGroupId order_group_id;
  OrganisationId supplier_id;
  BuyerKind buyer_kind = BuyerKind::consumer;
  OrderState state = OrderState::placed;
  PaymentChannel payment_channel = PaymentChannel::wechat_pay;
  bool on_credit = false;
  Money total, freight, paid, refunding, refunded;
  Money forgone;  // of the total, and never paid: declined before
  Instant placed_at{};
  std::optional<Instant> paid_at, packed_at, shipped_at, delivered_at, accepted_at, return_until, rated_at,
      completed_at, cancelled_at;
  std::optional<std::string> cancel_reason;
  std::optional<PromotionId> promotion_id;     // whose discount the lines carry
  std::optional<OrderId> replaces;             // an expired order whose late payment this one took
  std::optional<std::string> contract_number;  // of an order by contract
  std::vector<OrderLineView> lines;
};
BOOST_DESCRIBE_STRUCT(OrderSummary, (),
                      (order_id, order_group_id, supplier_id, buyer_kind, state, payment_channel, on_credit, total,
                       freight, paid, refunding, refunded, forgone, placed_at, paid_at, packed_at, shipped_at,
                       delivered_at, accepted_at, return_until, rated_at, completed_at, cancelled_at, cancel_reason,
                       promotion_id, replaces, contract_number, lines))

// A return, an exchange or a complaint of the order, in short.
struct OrderCaseView {
  ReturnId return_id;
  ReturnKind kind = ReturnKind::no_reason;
  ReturnRemedy remedy = ReturnRemedy::refund;
  ReturnState state = ReturnState::requested;
};
BOOST_DESCRIBE_STRUCT(OrderCaseView, (), (return_id, kind, remedy, state))

struct OrderView : OrderSummary {
  std::vector<DeliveryView> deliveries;
  std::vector<ParcelView> parcels;
  bool disputed = false;  // a case of it waits for the platform's decision
  std::vector<OrderCaseView> cases;
};
BOOST_DESCRIBE_STRUCT(OrderView, (OrderSummary), (deliveries, parcels, disputed, cases))

struct OrderPage {
  std::vector<OrderSummary> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(OrderPage, (), (items, next_cursor))

struct OrderGroupView {
  OrderGroupId order_group_id;
  PaymentChannel payment_channel = PaymentChannel::wechat_pay;
  Money total;  // as placed
  Money due;    // of living orders, not paid yet
  Instant placed_at{}, payment_due_at{};
  std::optional<std::string> note;
  std::vector<OrderSummary> orders;
};
BOOST_DESCRIBE_STRUCT(OrderGroupView, (),
                      (order_group_id, payment_channel, total, due, placed_at, payment_due_at, note, orders))

struct OrderQuery : http::PageQuery {
  std::optional<OrderState> state;
};
BOOST_DESCRIBE_STRUCT(OrderQuery, (http::PageQuery), (state))

struct CancelBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(CancelBody, (), (reason))

OrderSummary summary_of(const OrderRow& order, const std::vector<LineRow>& lines);
std::vector<ParcelView> parcels_of(const std::vector<ParcelRow>& parcels, const std::vector<ParcelLotRow>& lots,
                                   const std::vector<LineRow>& lines);

}  // namespace shanhai::orders
