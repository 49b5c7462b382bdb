#include "services/traceability/graph/store.hpp"

#include <set>

#include "common/base/encoding.hpp"
#include "common/events/event.hpp"
#include "services/traceability/api.hpp"
#include "services/traceability/capture/jobs.hpp"
#include "services/traceability/graph/origins.hpp"
#include "services/traceability/lot/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::graph {
namespace {

namespace q = sql::traceability;

constexpr std::int64_t kPage = 10'000, kEvents = 1000;
constexpr std::size_t kAtOnce = 1000;  // ids in a list

struct LinkMembers {
  std::optional<std::string> parent, transformation;
  std::optional<std::vector<std::string>> children, inputs, outputs;
};
BOOST_DESCRIBE_STRUCT(LinkMembers, (), (parent, transformation, children, inputs, outputs))

LotRecord read_lot(const db::Row& row) {
  LotRecord out;
  out.lot = row.get<LotId>("id");
  out.supplier = row.get<OrganisationId>("supplier_id");
  out.kind = row.get<LotKind>("kind");
  out.lot_number = row.get<std::string>("lot_number");
  out.gtin = row.find<std::string>("gtin").value_or("");
  out.product_name = row.get<std::string>("product_name");
  out.county = row.get<std::string>("county");
  out.made_on = row.get<Date>("made_on");
  out.unit = row.get<Unit>("unit");
  out.quantity = row.get<std::int64_t>("quantity");
  out.recalled = row.find<Instant>("recalled_at").has_value();
  return out;
}

Movement read_movement(const db::Row& row) {
  return {row.get<std::int64_t>("sequence"), row.get<std::int64_t>("position"), row.get<MovementKind>("kind"),
          row.get<LotId>("lot_id"),          row.get<OrderId>("order_id"),      row.get<OrderLineId>("line_id"),
          row.get<ParcelId>("parcel_id"),    row.get<std::int64_t>("quantity")};
}

CapturedLink read_link(const db::Row& row) {
  auto members = json::parse<LinkMembers>(row.get<std::string>("members")).value();
  CapturedLink out;
  out.event = row.get<EpcisEventId>("event_id");
  out.organisation = row.get<OrganisationId>("organisation_id");
  std::memcpy(out.source.data(), row.get<db::Bytes>("source_id").value.data(), out.source.size());
  out.identity = row.get<db::Bytes>("identity").value;
  out.declared = row.get<bool>("declared");
  out.type = static_cast<LinkType>(row.get<std::int64_t>("link_type"));
  out.action = static_cast<LinkAction>(row.get<std::int64_t>("link_action"));
  out.happened_at = row.get<Instant>("happened_at");
  out.parent = std::move(members.parent).value_or("");
  out.transformation = std::move(members.transformation).value_or("");
  out.children = std::move(members.children).value_or(std::vector<std::string>());
  out.inputs = std::move(members.inputs).value_or(std::vector<std::string>());
  out.outputs = std::move(members.outputs).value_or(std::vector<std::string>());
  return out;
}

// Calls `take` with every row of a statement that goes on behind what `take` remembers of the last one.
template <class Next, class Take>
void for_each_row(db::Tx& tx, const db::Query& query, Next next, Take take) {
  for (;;) {
    auto params = next();
    params.push_back({"limit", kPage});
    const auto rows = tx.query(query, params);
    for (const auto row : rows) take(row);
    if (static_cast<std::int64_t>(rows.size()) < kPage) return;
  }
}

template <class IdType, class Read>
void in_pages(const std::vector<IdType>& ids, Read read) {
  for (std::size_t from = 0; from < ids.size(); from += kAtOnce) {
    const auto to = std::min(ids.size(), from + kAtOnce);
    read(std::vector<IdType>(ids.begin() + static_cast<std::ptrdiff_t>(from),
                             ids.begin() + static_cast<std::ptrdiff_t>(to)));
  }
}

void load_lots(db::Tx& tx, Graph& graph) {
  LotId lot;
  const auto behind_lot = [&] { return db::Params{{"after", lot}}; };
  for_each_row(tx, q::graph_list_lots, behind_lot, [&](const db::Row& row) {
    lot = row.get<LotId>("id");
    graph.add(read_lot(row));
  });
  DeliveryRecord delivery;
  std::int64_t position = 0;
  const auto behind_delivery = [&] { return db::Params{{"lot", delivery.lot}, {"position", position}}; };
  for_each_row(tx, q::graph_list_deliveries, behind_delivery, [&](const db::Row& row) {
    position = row.get<std::int64_t>("position");
    delivery = {row.get<LotId>("lot_id"), row.get<HouseholdId>("household_id"), row.get<std::int64_t>("quantity"),
                row.get<Date>("delivered_on")};
    graph.add(delivery);
  });
  LotId corrected;
  std::int64_t number = 0;
  std::vector<Index> of_corrected;
  const auto behind_correction = [&] { return db::Params{{"lot", corrected}, {"number", number}}; };
  for_each_row(tx, q::graph_list_corrections, behind_correction, [&](const db::Row& row) {
    const auto lot_id = row.get<LotId>("lot_id");
    if (lot_id != corrected) of_corrected = graph.deliveries_of(lot_id);
    corrected = lot_id;
    number = row.get<std::int64_t>("number");
    const auto at = static_cast<std::size_t>(row.get<std::int64_t>("delivery") - 1);
    if (at >= of_corrected.size()) return;  // the audit says so
    const auto before = Graph::quantity_of(graph.edge(of_corrected[at]));
    graph.set_delivery(of_corrected[at], before + row.get<std::int64_t>("quantity"));
  });
  InputRecord input;
  const auto behind_input = [&] { return db::Params{{"lot", input.lot}, {"input", input.input}}; };
  for_each_row(tx, q::graph_list_inputs, behind_input, [&](const db::Row& row) {
    input = {row.get<LotId>("lot_id"), row.get<LotId>("input_lot_id"), row.get<std::int64_t>("quantity")};
    graph.add(input);
  });
}

// What events of our own stream name.
struct Named {
  std::set<LotId> lots, corrected;
  std::set<IdBytes> captures;
};

Named read_events(db::Tx& tx, const Graph& graph, News& news) {
  Named out;
  const auto events = events::list_after(tx, graph.sequence, kEvents);
  for (const auto& event : events) {
    if (event.sequence != ++news.sequence) throw std::logic_error("the stream of traceability has a gap");
    if (event.type == kLotRecorded) out.lots.insert(LotId::parse(event.aggregate_id).value());
    if (event.type == kLotCorrected) out.corrected.insert(LotId::parse(event.aggregate_id).value());
    if (event.type == kLotRecalled || event.type == kLotRecallLifted)
      news.recalled.emplace_back(LotId::parse(event.aggregate_id).value(), event.type == kLotRecalled);
    if (event.type != kEventsCaptured) continue;
    out.captures.insert(event.aggregate_type == "event" ? EpcisEventId::parse(event.aggregate_id).value().bytes()
                                                        : CaptureId::parse(event.aggregate_id).value().bytes());
  }
  return out;
}

// Lots, and those that they need and nobody has told yet: numbers of different aggregates keep no order.
void read_lots(db::Tx& tx, const Graph& graph, std::set<LotId> wanted, News& news) {
  std::set<LotId> known;
  while (!wanted.empty()) {
    std::vector<LotId> ids;
    for (const auto& lot : wanted) {
      if (known.insert(lot).second && graph.find_lot(lot) == kNone) ids.push_back(lot);
    }
    wanted.clear();
    in_pages(ids, [&](const std::vector<LotId>& some) {
      for (const auto row : tx.query(q::graph_list_lots_by_id, {{"ids", db::Value::list_of(some)}}))
        news.lots.push_back(read_lot(row));
      for (const auto& row : store::list_deliveries(tx, some))
        news.deliveries.push_back({row.lot, row.household, row.quantity, row.delivered_on});
      for (const auto& row : store::list_inputs_of(tx, some)) {
        news.inputs.push_back({row.lot, row.input, row.quantity});
        wanted.insert(row.input);
      }
    });
  }
}

std::vector<std::string> values_of(const epcis::PreparedEvent& event, std::initializer_list<epcis::IndexKind> kinds) {
  std::vector<std::string> out;
  for (const auto& [kind, value] : event.values) {
    if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) out.push_back(value);
  }
  return out;
}

std::string value_of(const epcis::PreparedEvent& event, epcis::IndexKind kind) {
  auto all = values_of(event, {kind});
  return all.empty() ? std::string() : std::move(all.front());
}

template <class T>
std::optional<T> unless_empty(const T& value) {
  if (value.empty()) return std::nullopt;
  return value;
}

}  // namespace

Head find_head(db::Tx& tx) {
  const auto rows = tx.query(q::graph_find_head);
  const auto row = rows.front();
  Head out;
  out.sequence = row.get<std::int64_t>("last");
  out.newest = row.find<EventId>("newest");
  out.orders_sequence = row.find<std::int64_t>("orders_sequence").value_or(0);
  return out;
}

bool any_to_number(db::Tx& tx, EventId newest) {
  return !tx.query(q::graph_any_to_number, {{"newest", newest}}).empty();
}

void load(db::Tx& tx, Graph& graph) {
  const auto head = find_head(tx);
  graph.sequence = head.sequence;
  graph.orders_sequence = head.orders_sequence;
  load_lots(tx, graph);
  Movement movement;
  const auto behind_movement = [&] {
    return db::Params{{"sequence", movement.sequence}, {"position", movement.position}};
  };
  for_each_row(tx, q::graph_list_movements, behind_movement, [&](const db::Row& row) {
    movement = read_movement(row);
    graph.add(movement);
  });
  EpcisEventId event;
  const auto behind_event = [&] { return db::Params{{"after", event}}; };
  for_each_row(tx, q::graph_list_links, behind_event, [&](const db::Row& row) {
    const auto link = read_link(row);
    event = link.event;
    graph.add(link);
  });
  graph.number_households();
  settle(graph, kAllAtOnce);
}

News read_news(db::Tx& tx, const Graph& graph) {
  News news;
  news.sequence = graph.sequence;
  const auto head = find_head(tx);
  // A database that was restored, or failed over to one that had not everything.
  if (head.sequence < graph.sequence || head.orders_sequence < graph.orders_sequence)
    throw std::logic_error("the streams end before what the trace graph has followed");
  news.last_sequence = head.sequence;
  auto named = read_events(tx, graph, news);
  // A page of movements may end in the midst of an event: what is read twice would count twice, so whole events only.
  const auto rows =
      tx.query(q::graph_list_movements,
               {{"sequence", graph.orders_sequence}, {"position", std::int64_t{1} << 30}, {"limit", kPage}});
  for (const auto row : rows) news.movements.push_back(read_movement(row));
  const bool whole = static_cast<std::int64_t>(rows.size()) < kPage;
  news.orders_sequence = head.orders_sequence;
  if (!whole) {
    const auto last = news.movements.back().sequence;
    news.orders_sequence = last - 1;
    std::erase_if(news.movements, [last](const Movement& movement) { return movement.sequence == last; });
    if (news.movements.empty()) throw std::logic_error("an event of orders moves more than a page of lots");
  }
  for (const auto& movement : news.movements) named.lots.insert(movement.lot);
  read_lots(tx, graph, std::move(named.lots), news);
  const std::vector<LotId> corrected(named.corrected.begin(), named.corrected.end());
  in_pages(corrected, [&](const std::vector<LotId>& some) {
    for (const auto row : tx.query(q::graph_list_lots_by_id, {{"ids", db::Value::list_of(some)}}))
      news.corrected.push_back(read_lot(row));
    for (const auto& row : store::list_deliveries(tx, some))
      news.corrected_deliveries.push_back({row.lot, row.household, row.quantity, row.delivered_on});
  });
  if (!named.captures.empty()) {
    std::vector<db::Value> sources;
    for (const auto& source : named.captures)
      sources.emplace_back(db::Bytes{std::string(reinterpret_cast<const char*>(source.data()), source.size())});
    for (const auto row : tx.query(q::graph_list_links_of, {{"sources", db::Value::list(std::move(sources))}}))
      news.links.push_back(read_link(row));
  }
  return news;
}

void apply(Graph& graph, const News& news) {
  std::set<LotId> added;
  for (const auto& lot : news.lots) {
    if (graph.add(lot)) added.insert(lot.lot);
  }
  for (const auto& delivery : news.deliveries) {
    if (added.contains(delivery.lot)) graph.add(delivery);
  }
  for (const auto& input : news.inputs) {
    if (added.contains(input.lot)) graph.add(input);
  }
  for (const auto& lot : news.corrected) graph.set_quantity(lot.lot, lot.quantity);
  std::size_t position = 0;
  LotId of;
  std::vector<Index> deliveries;
  for (const auto& delivery : news.corrected_deliveries) {
    if (delivery.lot != of) {
      deliveries = graph.deliveries_of(delivery.lot);
      position = 0;
    }
    of = delivery.lot;
    if (position < deliveries.size()) graph.set_delivery(deliveries[position], delivery.quantity);
    ++position;
  }
  for (const auto& [lot, recalled] : news.recalled) graph.mark_recalled(lot, recalled);
  for (const auto& link : news.links) graph.add(link);
  for (const auto& movement : news.movements) graph.add(movement);
  graph.sequence = news.sequence;
  graph.orders_sequence = news.orders_sequence;
}

void insert_movements(db::Tx& tx, const std::vector<Movement>& movements) {
  std::vector<db::Params> rows;
  for (const auto& movement : movements) {
    rows.push_back({{"sequence", movement.sequence},
                    {"position", movement.position},
                    {"kind", movement.kind},
                    {"lot", movement.lot},
                    {"order", movement.order},
                    {"line", movement.line},
                    {"parcel", movement.parcel},
                    {"quantity", movement.quantity}});
  }
  tx.execute_rows(q::graph_insert_movement, rows);
}

std::vector<LotId> list_blocked(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<LotId> out;
  if (lots.empty()) return out;
  for (const auto row : tx.query(q::graph_list_blocked, {{"lots", db::Value::list_of(lots)}}))
    out.push_back(row.get<LotId>("lot_id"));
  return out;
}

std::vector<ReachedParcel> list_reached(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<ReachedParcel> out;
  if (lots.empty()) return out;
  for (const auto row : tx.query(q::graph_list_reached, {{"lots", db::Value::list_of(lots)}}))
    out.push_back({row.get<OrderId>("order_id"), row.get<ParcelId>("parcel_id"), row.get<std::int64_t>("quantity"),
                   row.get<bool>("shipped")});
  return out;
}

std::optional<CapturedLink> link_of(const epcis::PreparedEvent& event) {
  using epcis::IndexKind;
  CapturedLink out;
  out.organisation = event.organisation;
  out.identity = event.id_hash;
  out.declared = event.declared_at != Instant{};
  out.happened_at = event.event_time;
  if (event.event_type == "AggregationEvent") {
    const auto action = value_of(event, IndexKind::action);
    out.action = action == "ADD" ? LinkAction::added : action == "DELETE" ? LinkAction::removed : LinkAction::observed;
    out.parent = value_of(event, IndexKind::parent);
    out.children = values_of(event, {IndexKind::epc, IndexKind::epc_class});
    return out;
  }
  if (event.event_type != "TransformationEvent") return std::nullopt;
  out.type = LinkType::transformation;
  out.inputs = values_of(event, {IndexKind::input_epc, IndexKind::input_class});
  out.outputs = values_of(event, {IndexKind::output_epc, IndexKind::output_class});
  out.transformation = value_of(event, IndexKind::transformation);
  return out;
}

void add_links(db::Script& script, const IdBytes& source, std::span<const epcis::PreparedEvent* const> events,
               const std::vector<EpcisEventId>& ids) {
  std::vector<db::Params> rows;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto link = link_of(*events[i]);
    if (!link) continue;
    const LinkMembers members{unless_empty(link->parent), unless_empty(link->transformation),
                              unless_empty(link->children), unless_empty(link->inputs), unless_empty(link->outputs)};
    rows.push_back({{"event", ids[i]},
                    {"organisation", link->organisation},
                    {"source", db::Bytes{std::string(reinterpret_cast<const char*>(source.data()), source.size())}},
                    {"identity", db::Bytes{link->identity}},
                    {"declared", link->declared},
                    {"type", static_cast<std::int64_t>(link->type)},
                    {"action", static_cast<std::int64_t>(link->action)},
                    {"happened_at", link->happened_at},
                    {"members", json::print(members)}});
  }
  script.add_rows(q::graph_insert_link, rows);
}

void insert_links(db::Tx& tx, const IdBytes& source, std::span<const epcis::PreparedEvent* const> events,
                  const std::vector<EpcisEventId>& ids) {
  db::Script script("traceability.graph_insert_links");
  add_links(script, source, events, ids);
  tx.execute(script);
}

}  // namespace shanhai::traceability::graph
