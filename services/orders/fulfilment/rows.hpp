// Parcels as the database holds them.
#pragma once

#include <optional>
#include <string>

#include "common/base/ids.hpp"

namespace shanhai::orders {

SHANHAI_ID(InspectionId, "ins");

struct ParcelRow {
  ParcelId id;
  OrderId order;
  std::int64_t delivery = 0;
  std::string division;
  std::string carrier, tracking_number;
  Instant packed_at{};
  std::optional<Instant> shipped_at;
};

struct ParcelLotRow {
  OrderId order;
  ParcelId parcel;
  OrderLineId line;
  LotId lot;
  SkuId sku;
  std::string lot_number;
  std::int64_t quantity = 0;
  std::int64_t restocked = 0;
};

struct InspectionRow {
  InspectionId id;
  OrderId order;
  std::string inspector;  // sealed
  Instant inspected_at{}, recorded_at{};
  AccountId recorded_by;
};

struct InspectionLineRow {
  OrderLineId line;
  std::int64_t accepted = 0, rejected = 0;
  std::string remark;
};

}  // namespace shanhai::orders
