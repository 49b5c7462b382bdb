#include "common/events/event.hpp"

#include "common/events/outbox.hpp"

#include <algorithm>

#include "sql/common_queries.hpp"

namespace shanhai::events {
namespace {

constexpr std::int64_t kMaxListed = 1000;

json::Object read_payload(const std::string& text) {
  auto value = json::parse_value(text);
  if (value.has_error() || !value->is_object()) throw std::logic_error("an outbox row holds no JSON object");
  return std::move(value->as_object());
}

Event read_event(const db::Row& row) {
  Event event;
  event.id = row.get<EventId>("id");
  event.sequence = row.get<std::int64_t>("sequence");
  event.type = row.get<std::string>("event_type");
  event.aggregate_type = row.get<std::string>("aggregate_type");
  event.aggregate_id = row.get<std::string>("aggregate_id");
  event.version = row.get<std::int64_t>("version");
  event.occurred_at = row.get<Instant>("occurred_at");
  event.actor = row.get<std::string>("actor");
  event.reason = row.get<std::string>("reason");
  event.trace_id = row.get<std::string>("trace_id");
  event.payload = read_payload(row.get<std::string>("payload"));
  return event;
}

db::Params to_row(EventId id, const NewEvent& event) {
  return {{"id", id},
          {"type", event.type},
          {"aggregate_type", event.aggregate_type},
          {"aggregate_id", event.aggregate_id},
          {"version", event.version},
          {"actor", event.actor},
          {"reason", event.reason},
          {"trace_id", event.trace_id},
          {"payload", json::to_text(event.payload)}};
}

// An event and its place in the queue for a number.
struct OutboxRows {
  std::vector<db::Params> rows, pending;

  EventId add(const NewEvent& event, Instant now, Random& random) {
    const EventId id(make_uuid_v7(now, random));
    rows.push_back(to_row(id, event));
    pending.push_back({{"id", id}});
    return id;
  }
  void write(db::Tx& tx) const {
    db::Script script("events.append");
    script.add_rows(sql::common::outbox_append, rows, {{"now", tx.now()}});
    script.add_rows(sql::common::outbox_append_pending, pending);
    tx.execute(script);
  }
};

}  // namespace

EventId append(db::Tx& tx, Random& random, const NewEvent& event) {
  OutboxRows out;
  const auto id = out.add(event, tx.now(), random);
  out.write(tx);
  return id;
}

void append_all(db::Tx& tx, Random& random, const std::vector<NewEvent>& events) {
  if (events.empty()) return;
  OutboxRows out;
  for (const auto& event : events) out.add(event, tx.now(), random);
  out.write(tx);
}

OutboxTexts texts_of(const std::vector<NewEvent>& events, Instant now, Random& random) {
  OutboxRows out;
  for (const auto& event : events) out.add(event, now, random);
  return {db::expand_texts(sql::common::outbox_append, out.rows, {{"now", now}}),
          db::expand_texts(sql::common::outbox_append_pending, out.pending)};
}

std::vector<Event> list_after(db::Tx& tx, std::int64_t sequence, std::int64_t limit) {
  const auto rows = tx.query(sql::common::outbox_list_after,
                             {{"after", sequence}, {"limit", std::clamp<std::int64_t>(limit, 1, kMaxListed)}});
  std::vector<Event> events;
  events.reserve(rows.size());
  for (const auto row : rows) events.push_back(read_event(row));
  return events;
}

}  // namespace shanhai::events
