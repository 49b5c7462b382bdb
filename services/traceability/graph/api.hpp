// Where a lot comes from and where it went, as its owner sees it: totals of the whole, and lists a page at a time.
#pragma once

#include "services/traceability/graph/walk.hpp"
#include "services/traceability/list_query.hpp"

namespace shanhai::traceability {

struct TracedDelivery {
  HouseholdId household_id;
  std::int64_t quantity = 0;
  Date delivered_on{};
};
BOOST_DESCRIBE_STRUCT(TracedDelivery, (), (household_id, quantity, delivered_on))

struct TracedInput {
  LotId lot_id;
  std::int64_t quantity = 0;  // in the input's unit
};
BOOST_DESCRIBE_STRUCT(TracedInput, (), (lot_id, quantity))

struct TracedLot {
  LotId lot_id;
  LotKind kind = LotKind::raw;
  std::string product_name, lot_number;
  std::optional<std::string> gtin;
  std::string county, county_name;
  Date made_on{};
  Unit unit = Unit::g;
  std::int64_t quantity = 0;
  bool recalled = false;
  std::vector<TracedDelivery> deliveries;  // the first 2000 of an answer; `deliveries_total` counts all of the lot
  std::int64_t deliveries_total = 0;
  std::vector<TracedInput> inputs;
};
BOOST_DESCRIBE_STRUCT(TracedLot, (),
                      (lot_id, kind, product_name, lot_number, gtin, county, county_name, made_on, unit, quantity,
                       recalled, deliveries, deliveries_total, inputs))

// Units of a lot in a parcel of an order line. Whose order it is, orders knows.
struct TracedLine {
  OrderId order_id;
  OrderLineId line_id;
  ParcelId parcel_id;
  LotId lot_id;
  std::int64_t quantity = 0;  // sale units
  bool shipped = false;
};
BOOST_DESCRIBE_STRUCT(TracedLine, (), (order_id, line_id, parcel_id, lot_id, quantity, shipped))

// Something that only the organisation's captured events name, or relate to the lot: they say so, we did not record it.
struct TracedThing {
  std::string name;             // URI; GS1 keys as canonical Digital Links
  std::optional<LotId> lot_id;  // a lot of one's own
  graph::Relation relation = graph::Relation::product;
  std::optional<Instant> from, until;  // of a container: since when and until when; of a product: since when
};
BOOST_DESCRIBE_STRUCT(TracedThing, (), (name, lot_id, relation, from, until))

struct CapturedTrace {
  std::int64_t origins_total = 0, destinations_total = 0;
  std::vector<TracedThing> origins, destinations;  // the first 200 of each
  // One's own that captured events alone relate to this one, the first 200 of them: a recall would not reach them.
  std::vector<LotId> lots;
  std::int64_t lots_total = 0;
  bool cut = false;  // there are more relations than are walked through, or kept: totals count the first
};
BOOST_DESCRIBE_STRUCT(CapturedTrace, (),
                      (origins_total, destinations_total, origins, destinations, lots, lots_total, cut))

struct TraceTotals {
  std::int64_t made_of = 0;  // lots
  std::int64_t households = 0;
  std::int64_t made_into = 0;  // lots
  std::int64_t order_lines = 0, orders = 0, parcels = 0, shipped_parcels = 0;
  std::int64_t units = 0;  // in these parcels
};
BOOST_DESCRIBE_STRUCT(TraceTotals, (),
                      (made_of, households, made_into, order_lines, orders, parcels, shipped_parcels, units))

struct TracedLotPage {
  std::vector<TracedLot> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(TracedLotPage, (), (items, next_cursor))

struct TracedHouseholdPage {
  std::vector<HouseholdId> items;  // by pseudonym
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(TracedHouseholdPage, (), (items, next_cursor))

struct TracedLinePage {
  std::vector<TracedLine> items;  // by order, line, parcel, lot
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(TracedLinePage, (), (items, next_cursor))

struct LotTrace {
  std::int64_t sequence = 0;         // of traceability's stream: every event up to here is in the answer
  std::int64_t orders_sequence = 0;  // the last event of orders that moved anything, of those that have come
  TraceTotals totals;
  TracedLot lot;
  TracedLotPage made_of;    // over all transformations, the youngest first
  TracedLotPage made_into;  // over all transformations, the oldest first
  TracedHouseholdPage households;
  TracedLinePage order_lines;  // of the lot and of what was made of it
  CapturedTrace captured;
};
BOOST_DESCRIBE_STRUCT(LotTrace, (),
                      (sequence, orders_sequence, totals, lot, made_of, made_into, households, order_lines, captured))

// `limit` counts in each list; each goes on below .../trace/.
struct LotTraceQuery {
  std::optional<Bounded<1, 200>> limit;
  std::int64_t size() const { return limit ? limit->value() : 50; }
};
BOOST_DESCRIBE_STRUCT(LotTraceQuery, (), (limit))

struct TraceListQuery : ListQuery {};
BOOST_DESCRIBE_STRUCT(TraceListQuery, (ListQuery), ())

}  // namespace shanhai::traceability
