// Packing and shipping as callers write and read them.
#pragma once

#include "common/files/file.hpp"
#include "services/orders/ordering/views.hpp"

namespace shanhai::orders {

struct PackedUnits {
  OrderLineId line_id;
  Bounded<1, 100000000> quantity;
};
BOOST_DESCRIBE_STRUCT(PackedUnits, (), (line_id, quantity))

struct PackParcel {
  std::vector<PackedUnits> lines;  // of one address
};
BOOST_DESCRIBE_STRUCT(PackParcel, (), (lines))

struct PackBody {
  std::optional<Text<1, 200>> reason;
  std::optional<std::vector<PackParcel>> parcels;  // left out: all that is left, one parcel for each address
};
BOOST_DESCRIBE_STRUCT(PackBody, (), (reason, parcels))

struct UnpackBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(UnpackBody, (), (reason))

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
  std::int64_t quantity = 0;  // in this parcel
  std::vector<BoundLotView> lots;
};
BOOST_DESCRIBE_STRUCT(PackedLineView, (), (line_id, sku_id, name, label, unit, quantity, lots))

struct UnpackedLineView {
  OrderLineId line_id;
  SkuId sku_id;
  std::string name, label, unit;
  std::int64_t address_index = 0;
  std::int64_t quantity = 0;  // still to be packed
};
BOOST_DESCRIBE_STRUCT(UnpackedLineView, (), (line_id, sku_id, name, label, unit, address_index, quantity))

struct PackedParcelView {
  ParcelId parcel_id;
  std::int64_t address_index = 0;
  std::string delivery_division;
  std::optional<identity::DeliveryAddress> recipient;
  std::optional<std::string> carrier, tracking_number;
  std::optional<Instant> shipped_at;
  std::vector<PackedLineView> lines;
};
BOOST_DESCRIBE_STRUCT(PackedParcelView, (),
                      (parcel_id, address_index, delivery_division, recipient, carrier, tracking_number, shipped_at,
                       lines))

struct PackingList {
  OrderId order_id;
  OrderState state = OrderState::paid;
  std::vector<PackedParcelView> parcels;
  std::vector<UnpackedLineView> left;
  std::optional<std::string> contract_number;  // to be shown on the parcels of an order by contract
};
BOOST_DESCRIBE_STRUCT(PackingList, (), (order_id, state, parcels, left, contract_number))

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
  std::optional<Text<1, 200>> reason;   // an operator says why
};
BOOST_DESCRIBE_STRUCT(DeliverBody, (), (delivered_at, reason))

struct InspectedUnits {
  OrderLineId line_id;
  Bounded<0, 100000000> accepted, rejected;
  std::optional<Text<0, 200>> remark;
};
BOOST_DESCRIBE_STRUCT(InspectedUnits, (), (line_id, accepted, rejected, remark))

struct InspectionBody {
  Text<1, 40> inspector;  // the person
  Instant inspected_at{};
  std::vector<InspectedUnits> lines;                         // each line of the order that was delivered, once
  std::optional<std::vector<files::UploadedFile>> evidence;  // of what is rejected, at most 6
};
BOOST_DESCRIBE_STRUCT(InspectionBody, (), (inspector, inspected_at, lines, evidence))

struct AcceptBody {
  std::optional<InspectionBody> inspection;  // institutions
};
BOOST_DESCRIBE_STRUCT(AcceptBody, (), (inspection))

struct InspectedLineView {
  OrderLineId line_id;
  std::int64_t accepted = 0, rejected = 0;
  std::string remark;
};
BOOST_DESCRIBE_STRUCT(InspectedLineView, (), (line_id, accepted, rejected, remark))

struct InspectionView {
  InspectionId inspection_id;
  OrderId order_id;
  std::optional<std::string> inspector;  // for the buyer and the platform
  Instant inspected_at{}, recorded_at{};
  std::vector<InspectedLineView> lines;
};
BOOST_DESCRIBE_STRUCT(InspectionView, (), (inspection_id, order_id, inspector, inspected_at, recorded_at, lines))

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

struct DeclinedLine {
  OrderLineId line_id;
  Bounded<1, 100000000> quantity;
};
BOOST_DESCRIBE_STRUCT(DeclinedLine, (), (line_id, quantity))

struct DeclineBody {
  Text<1, 200> reason;
  std::optional<std::vector<DeclinedLine>> lines;  // left out: all that is not packed
};
BOOST_DESCRIBE_STRUCT(DeclineBody, (), (reason, lines))

// What an idempotent change of an order leaves behind: the key's stored answer holds no personal data, the view is read
// anew.
struct ChangedOrder {
  OrderId order_id;
};
BOOST_DESCRIBE_STRUCT(ChangedOrder, (), (order_id))

PackingList packing_list_of(const OrderView& order);

}  // namespace shanhai::orders
