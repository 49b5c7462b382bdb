// What the trace graph is made of, as the tables and the streams tell it.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability::graph {

struct LotRecord {
  LotId lot;
  OrganisationId supplier;
  LotKind kind = LotKind::raw;
  std::string lot_number, gtin, product_name, county;  // gtin: empty: none
  Date made_on{};
  Unit unit = Unit::g;
  std::int64_t quantity = 0;
  bool recalled = false;
};

struct DeliveryRecord {
  LotId lot;
  HouseholdId household;
  std::int64_t quantity = 0;
  Date delivered_on{};
};

struct InputRecord {
  LotId lot, input;
  std::int64_t quantity = 0;  // in the input's unit
};

// packed: the parcel's units were bound to the lot; unpacked: they are back in stock; shipped: the parcel left;
// blocked: orders has taken the lot off sale, so no movement of it comes later than this but unpacking and shipping.
enum class MovementKind { packed, unpacked, shipped, blocked, released };
BOOST_DESCRIBE_ENUM(MovementKind, packed, unpacked, shipped, blocked, released)

struct Movement {
  std::int64_t sequence = 0;  // of the event of orders that told it
  std::int64_t position = 0;  // in the event
  MovementKind kind = MovementKind::packed;
  LotId lot;
  OrderId order;  // nil where the lot was blocked or released, like the next two
  OrderLineId line;
  ParcelId parcel;
  std::int64_t quantity = 0;  // sale units
};

enum class LinkType { aggregation = 1, transformation = 2 };
// observed: is together, whoever put it there.
enum class LinkAction { added = 1, observed = 2, removed = 3 };

// A captured AggregationEvent or TransformationEvent. Names are spelt as epcis::index_spelling() writes them.
struct CapturedLink {
  EpcisEventId event;
  OrganisationId organisation;
  IdBytes source{};       // id of the capture or event that events_captured names
  std::string identity;   // 32 bytes, of the eventID
  bool declared = false;  // an error declaration: the event of this identity does not count
  LinkType type = LinkType::aggregation;
  LinkAction action = LinkAction::added;  // of an aggregation
  Instant happened_at{};
  std::string parent;                 // of an aggregation; may be empty where all it says is what is together
  std::vector<std::string> children;  // empty with `removed`: all of them
  std::vector<std::string> inputs, outputs;
  std::string transformation;  // transformationID; empty: the event is the transformation
};

}  // namespace shanhai::traceability::graph
