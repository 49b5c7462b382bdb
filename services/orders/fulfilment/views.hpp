// Packing and shipping as callers write and read them.
#pragma once

#include "services/orders/ordering/views.hpp"

namespace shanhai::orders {

struct PackBody {
  std::optional<Text<1, 200>> reason;
};
BOOST_DESCRIBE_STRUCT(PackBody, (), (reason))

struct BoundLotView {
  LotId lot_id;
  std::string lot_number;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(BoundLotView, (), (lot_id, lot_number, quantity))

struct PackedLineView {
  OrderLineId line_id;
  SkuId sku_id;
  std::string name, label, unit;
  std::int64_t quantity = 0;
  std::vector<BoundLotView> lots;
};
BOOST_DESCRIBE_STRUCT(PackedLineView, (), (line_id, sku_id, name, label, unit, quantity, lots))

struct PackedParcelView {
  ParcelId parcel_id;
  std::int64_t address_index = 0;
  std::string delivery_division;
  std::optional<identity::DeliveryAddress> recipient;
  std::vector<PackedLineView> lines;
};
BOOST_DESCRIBE_STRUCT(PackedParcelView, (), (parcel_id, address_index, delivery_division, recipient, lines))

struct PackingList {
  OrderId order_id;
  OrderState state = OrderState::paid;
  std::vector<PackedParcelView> parcels;
};
BOOST_DESCRIBE_STRUCT(PackingList, (), (order_id, state, parcels))

struct ShippedParcel {
  ParcelId parcel_id;
  Text<1, 40> carrier;
  Text<1, 40> tracking_number;
};
BOOST_DESCRIBE_STRUCT(ShippedParcel, (), (parcel_id, carrier, tracking_number))

struct ShipBody {
  std::vector<ShippedParcel> parcels;
};
BOOST_DESCRIBE_STRUCT(ShipBody, (), (parcels))

struct DeliverBody {
  std::optional<Instant> delivered_at;  // now, where it is left out
};
BOOST_DESCRIBE_STRUCT(DeliverBody, (), (delivered_at))

struct AcceptBody {};
BOOST_DESCRIBE_STRUCT(AcceptBody, (), ())

struct RatingBody {
  Bounded<1, 5> stars;
  std::optional<Text<0, 500>> text;
};
BOOST_DESCRIBE_STRUCT(RatingBody, (), (stars, text))

struct RatingView {
  OrderId order_id;
  std::int64_t stars = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(RatingView, (), (order_id, stars, text))

struct DeclineBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(DeclineBody, (), (reason))

// What an idempotent change of an order leaves behind: the key's stored answer holds no personal data, the view is read
// anew.
struct ChangedOrder {
  OrderId order_id;
};
BOOST_DESCRIBE_STRUCT(ChangedOrder, (), (order_id))

PackingList packing_list_of(const OrderView& order);

}  // namespace shanhai::orders
