// What a supplier has to do: the orders that wait to be shipped, and what to fetch from the store for them. No
// recipients: those stand in an order's packing list, while it has to be delivered.
#pragma once

#include "common/db/transaction.hpp"
#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/fulfilment/views.hpp"

namespace shanhai::orders {

struct ToShipLine {
  OrderLineId line_id;
  SkuId sku_id;
  std::string name, label, unit;
  std::int64_t address_index = 0;
  std::string delivery_division;
  std::int64_t to_pack = 0, to_ship = 0;  // not packed; packed and not shipped
};
BOOST_DESCRIBE_STRUCT(ToShipLine, (),
                      (line_id, sku_id, name, label, unit, address_index, delivery_division, to_pack, to_ship))

struct ToShipOrder {
  OrderId order_id;
  OrderState state = OrderState::paid;
  BuyerKind buyer_kind = BuyerKind::consumer;
  bool on_credit = false;
  Instant placed_at{};
  std::optional<Instant> paid_at;
  Instant dispatch_due_at{};
  bool overdue = false;
  std::vector<ParcelId> parcels;  // packed, not shipped
  std::vector<ToShipLine> lines;  // with something to do
};
BOOST_DESCRIBE_STRUCT(ToShipOrder, (),
                      (order_id, state, buyer_kind, on_credit, placed_at, paid_at, dispatch_due_at, overdue, parcels,
                       lines))

struct ToShipPage {
  std::vector<ToShipOrder> items;  // by when their time to dispatch began
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ToShipPage, (), (items, next_cursor))

struct PickItem {
  SkuId sku_id;
  std::string name, label, unit;
  LotId lot_id;
  std::string lot_number;
  std::optional<Date> best_before;
  std::int64_t quantity = 0;
  bool packed = false;  // bound to a parcel; else what packing now would take
};
BOOST_DESCRIBE_STRUCT(PickItem, (), (sku_id, name, label, unit, lot_id, lot_number, best_before, quantity, packed))

struct ShortItem {
  SkuId sku_id;
  std::string name, label, unit;
  std::int64_t missing = 0;  // no lot that may be packed
};
BOOST_DESCRIBE_STRUCT(ShortItem, (), (sku_id, name, label, unit, missing))

struct PickList {
  std::vector<OrderId> orders;
  std::vector<PickItem> items;
  std::vector<ShortItem> missing;
};
BOOST_DESCRIBE_STRUCT(PickList, (), (orders, items, missing))

enum class ListFormat { json, csv };
BOOST_DESCRIBE_ENUM(ListFormat, json, csv)

struct ListQuery {
  std::optional<ListFormat> format;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (format))

struct PickQuery {
  std::optional<std::vector<OrderId>> order_id;  // left out: the first 200 of to-ship
  std::optional<ListFormat> format;
};
BOOST_DESCRIBE_STRUCT(PickQuery, (), (order_id, format))

inline constexpr std::size_t kMostPicked = 200;  // orders of one pick list

Result<ToShipPage> read_to_ship(db::Tx& tx, const Policy& policy, const auth::Principal& caller,
                                const http::PageQuery& query);
// order_not_found: not the caller's, or nothing of it waits.
Result<PickList> read_pick_list(db::Tx& tx, const auth::Principal& caller, const std::vector<OrderId>& orders);

// For a spreadsheet: CSV with a byte order mark, a head line, and no cell that it would take for a formula.
std::string csv_of(const PickList& list);
std::string csv_of(const PackingList& list);

}  // namespace shanhai::orders
