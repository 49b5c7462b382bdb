// The tables that the trace graph is read from, and the two that are kept for it.
#pragma once

#include <span>

#include "common/db/transaction.hpp"
#include "services/traceability/epcis/appending.hpp"
#include "services/traceability/graph/graph.hpp"

namespace shanhai::traceability::graph {

inline constexpr std::string_view kReachConsumer = "traceability.reach";

// How far the streams have come.
struct Head {
  std::int64_t sequence = 0;         // of the last numbered event of our own
  std::optional<EventId> newest;     // of those that are committed and have no number yet
  std::int64_t orders_sequence = 0;  // of the last event of orders that has movements in the table
};
Head find_head(db::Tx& tx);
// Whether any event up to `newest` has no number and will get one; not, where the version before it has no event, which
// holds back whatever comes after it of its aggregate.
bool any_to_number(db::Tx& tx, EventId newest);

// All of it, in pages by primary key, and what lots keep; `tx` should be a snapshot, in which the graph's positions are
// found first.
void load(db::Tx& tx, Graph& graph);

// What the streams tell behind the graph's positions.
struct News {
  std::vector<LotRecord> lots;
  std::vector<DeliveryRecord> deliveries;            // of these
  std::vector<InputRecord> inputs;                   // of these
  std::vector<std::pair<LotId, bool>> recalled;      // or, false, its recall was lifted
  std::vector<LotRecord> corrected;                  // as they stand now, with
  std::vector<DeliveryRecord> corrected_deliveries;  // all deliveries of these, in order
  std::vector<CapturedLink> links;
  std::vector<Movement> movements;
  std::int64_t sequence = 0, orders_sequence = 0;
  std::int64_t last_sequence = 0;  // of our own stream
};
// Reads the graph meanwhile, which nobody else may write.
News read_news(db::Tx& tx, const Graph& graph);
// The caller holds the graph's mutex.
void apply(Graph& graph, const News& news);

void insert_movements(db::Tx& tx, const std::vector<Movement>& movements);
std::vector<LotId> list_blocked(db::Tx& tx, const std::vector<LotId>& lots);

// By the tables: what Destinations are from memory.
struct ReachedParcel {
  OrderId order;
  ParcelId parcel;
  std::int64_t quantity = 0;
  bool shipped = false;
};
std::vector<ReachedParcel> list_reached(db::Tx& tx, const std::vector<LotId>& lots);

// What the graph needs of events that were just captured, written in the same transaction. `source`: id of the capture,
// or of the event where it came alone.
void insert_links(db::Tx& tx, const IdBytes& source, std::span<const epcis::PreparedEvent* const> events,
                  const std::vector<EpcisEventId>& ids);
// The same for who makes the statements before the transaction.
void add_links(db::Script& script, const IdBytes& source, std::span<const epcis::PreparedEvent* const> events,
               const std::vector<EpcisEventId>& ids);
// nullopt: the event relates no two things to each other.
std::optional<CapturedLink> link_of(const epcis::PreparedEvent& event);

}  // namespace shanhai::traceability::graph
