#pragma once

#include "services/traceability/list_query.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

// none: not recalled; requested: recorded, orders has not answered yet; confirmed: nothing of the lot can be packed or
// sold any more. There is no way back but for a wrong report
// (docs/decisions/0023, 0025).
enum class RecallState { none, requested, confirmed };
BOOST_DESCRIBE_ENUM(RecallState, none, requested, confirmed)

struct RecallEntry {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(RecallEntry, (), (reason))

// What the idempotency key keeps.
struct RecallReceipt {
  LotId lot_id;
};
BOOST_DESCRIBE_STRUCT(RecallReceipt, (), (lot_id))

struct RecalledLot {
  LotId lot_id;
  LotKind kind = LotKind::packed;
  std::string lot_number;
  Unit unit = Unit::g;
  RecallState state = RecallState::none;
  std::int64_t unsold = 0;                // in the lot's unit: in no other lot, and not given to orders
  std::optional<std::int64_t> on_hand{};  // sale units that orders has on sale; left out: it was not asked, or is away
  std::int64_t blocked_quantity = 0;      // sale units that were taken off sale
};
BOOST_DESCRIBE_STRUCT(RecalledLot, (), (lot_id, kind, lot_number, unit, state, unsold, on_hand, blocked_quantity))

// What a recall reaches, before and after: the lot and every lot that was made of it.
struct RecallView {
  LotId lot_id;
  RecallState state = RecallState::none;  // confirmed: of all lots
  std::optional<std::string> reason;
  std::optional<Instant> requested_at;
  std::int64_t lots_total = 0;
  std::vector<RecalledLot> lots;  // the first 200, the oldest first
  std::int64_t orders_total = 0, parcels_total = 0;
  std::int64_t shipped_parcels = 0;  // the others are to be opened
  std::int64_t units = 0;            // sale units in these parcels
  bool complete = false;  // every parcel that any of these lots is in counts; until then some may be on their way here
  std::vector<OrderId> orders;  // with units of these lots in a parcel; the first 1000
};
BOOST_DESCRIBE_STRUCT(RecallView, (),
                      (lot_id, state, reason, requested_at, lots_total, lots, orders_total, parcels_total,
                       shipped_parcels, units, complete, orders))

struct RecallOrdersQuery : ListQuery {};
BOOST_DESCRIBE_STRUCT(RecallOrdersQuery, (ListQuery), ())

struct RecallOrdersPage {
  std::vector<OrderId> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(RecallOrdersPage, (), (items, next_cursor))

// How many are to be told, and how many were: each buyer once of all their orders. Who they are stays with orders.
struct RecallNotices {
  std::int64_t orders = 0, buyers = 0;
  std::int64_t orders_told = 0, buyers_told = 0;
};
BOOST_DESCRIBE_STRUCT(RecallNotices, (), (orders, buyers, orders_told, buyers_told))

}  // namespace shanhai::traceability
