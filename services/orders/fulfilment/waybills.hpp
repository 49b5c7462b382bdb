// Waybills in bulk: a table of parcels with the carrier and tracking number each left under, as a supplier exports it
// from its carrier's system.
//
// The head line names the columns in any order, in English or Chinese: order_id 订单号, parcel_id 包裹号, carrier
// 快递公司, tracking_number 运单号. A row names its parcel, or its order where that has one parcel left to ship. All
// rows are taken, or none: every wrong cell is named. A row that was taken before is harmless.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/fulfilment/shipping.hpp"

namespace shanhai::orders {

inline constexpr std::size_t kWaybillFileBytes = 2 << 20;
inline constexpr std::size_t kMostWaybills = 1000;

struct WaybillRow {
  std::optional<OrderId> order;
  std::optional<ParcelId> parcel;
  std::string carrier, tracking_number;
};

// invalid "/<row>/<column>", rows counted from 1 behind the head line; further errors as of sheets::read.
Result<std::vector<WaybillRow>> read_waybills(std::string_view file);

struct WaybillReceipt {
  std::int64_t shipped = 0;    // parcels that leave with this
  std::int64_t unchanged = 0;  // rows that were taken before
  std::vector<OrderId> orders;
};
BOOST_DESCRIBE_STRUCT(WaybillReceipt, (), (shipped, unchanged, orders))

class Waybills {
 public:
  explicit Waybills(Context& context) : context_(context) {}

  // Errors of read_waybills; unprocessable waybills_refused, with order_not_found, parcel_not_found, order_state,
  // parcel_required (the order has several), nothing_to_ship, parcel_shipped, lot_recalled, repeated at each wrong row.
  Task<Result<db::Replayable<WaybillReceipt>>> import(const Command& command, std::string file, db::IdempotencyKey key);

 private:
  Context& context_;
};

}  // namespace shanhai::orders
