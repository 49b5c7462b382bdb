#include "services/traceability/query/store.hpp"

#include <algorithm>
#include <map>

#include "services/traceability/epcis/appending.hpp"
#include "services/traceability/epcis/master_vocabulary.hpp"
#include "services/traceability/epcis/store.hpp"
#include "services/traceability/log/store.hpp"
#include "services/traceability/query/parameters.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::query {
namespace {

namespace q = sql::traceability;

constexpr std::int64_t kRecordedBytesMax = 8'000'000;

db::Value kinds_of(const std::vector<epcis::IndexKind>& kinds) {
  std::vector<db::Value> out;
  for (const auto kind : kinds) out.emplace_back(static_cast<std::int64_t>(kind));
  return db::Value::list(std::move(out));
}

db::Value bytes_of(const std::vector<std::string>& digests) {
  std::vector<db::Value> out;
  for (const auto& digest : digests) out.emplace_back(db::Bytes{digest});
  return db::Value::list(std::move(out));
}

std::vector<EpcisEventId> unique_ids(const db::Rows& rows) {
  std::vector<EpcisEventId> out;
  for (const auto row : rows) out.push_back(row.get<EpcisEventId>("event_id"));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<TextValue> text_values(const db::Rows& rows) {
  std::vector<TextValue> out;
  for (const auto row : rows) out.push_back({row.get<db::Bytes>("value_hash").value, row.get<std::string>("value")});
  return out;
}

struct LogPlace {
  std::uint64_t index = 0;
  EpcisEventId event;
  std::int64_t bytes = 0;
};

std::vector<LogPlace> log_places(const db::Rows& rows) {
  std::vector<LogPlace> out;
  for (const auto row : rows) {
    out.push_back({static_cast<std::uint64_t>(row.get<std::int64_t>("leaf_index")), row.get<EpcisEventId>("id"),
                   row.get<std::int64_t>("bytes")});
  }
  return out;
}

// Of the places from `from` to `end`, as many events as fit.
Recorded read_places(db::Tx& tx, std::vector<LogPlace> places, std::uint64_t end, std::uint64_t size) {
  Recorded out;
  out.next = end;
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    bytes += places[i].bytes;
    if (bytes <= kRecordedBytesMax || i == 0) continue;
    out.next = places[i].index;
    places.resize(i);
  }
  out.more = out.next < size;
  if (places.empty()) return out;
  std::vector<EpcisEventId> ids;
  for (const auto& place : places) ids.push_back(place.event);
  std::map<EpcisEventId, StoredEvent> by_id;
  for (const auto row : tx.query(q::query_list_all_bodies, {{"ids", db::Value::list_of(ids)}})) {
    const auto id = row.get<EpcisEventId>("id");
    by_id.emplace(id, StoredEvent{row.get<OrganisationId>("organisation_id"), id, row.get<std::string>("body")});
  }
  for (const auto& place : places) {
    out.events.push_back(std::move(by_id.at(place.event)));
    out.events.back().place = place.index;
  }
  return out;
}

bool needs_master_data(const Condition& condition) {
  return condition.comparison == Comparison::with_descendants || condition.comparison == Comparison::has_attribute ||
         condition.comparison == Comparison::attribute_equals;
}

}  // namespace

std::optional<std::vector<EpcisEventId>> find_events(db::Tx& tx, OrganisationId organisation,
                                                     const IndexedValues& values, std::size_t limit) {
  const auto rows = tx.query(q::query_list_events_of_values, {{"organisation", organisation},
                                                              {"kinds", kinds_of(values.kinds)},
                                                              {"value_hashes", bytes_of(values.digests)},
                                                              {"limit", limit + 1}});
  if (rows.size() > limit) return std::nullopt;
  return unique_ids(rows);
}

std::vector<EpcisEventId> keep_events(db::Tx& tx, OrganisationId organisation, const IndexedValues& values,
                                      const std::vector<EpcisEventId>& events) {
  if (events.empty()) return {};
  return unique_ids(tx.query(q::query_keep_events_of_values, {{"organisation", organisation},
                                                              {"kinds", kinds_of(values.kinds)},
                                                              {"value_hashes", bytes_of(values.digests)},
                                                              {"events", db::Value::list_of(events)}}));
}

std::vector<TextValue> list_values(db::Tx& tx, OrganisationId organisation, epcis::IndexKind kind,
                                   const std::string& after_digest, std::int64_t limit) {
  return text_values(tx.query(q::query_list_values, {{"organisation", organisation},
                                                     {"kind", static_cast<std::int64_t>(kind)},
                                                     {"after", db::Bytes{after_digest}},
                                                     {"limit", limit}}));
}

std::vector<TextValue> list_values_of(db::Tx& tx, OrganisationId organisation, epcis::IndexKind kind,
                                      std::string_view beginning, std::int64_t limit) {
  std::string behind(beginning);
  ++behind.back();  // beginnings of Digital Links end in a slash, a digit or a letter
  return text_values(tx.query(q::query_list_values_between, {{"organisation", organisation},
                                                             {"kind", static_cast<std::int64_t>(kind)},
                                                             {"from", beginning},
                                                             {"to", behind},
                                                             {"limit", limit}}));
}

bool has_value(db::Tx& tx, OrganisationId organisation, const std::vector<epcis::IndexKind>& kinds,
               const std::string& value) {
  const auto rows = tx.query(q::query_find_value, {{"organisation", organisation},
                                                   {"kinds", kinds_of(kinds)},
                                                   {"value_hash", db::Bytes{epcis::value_digest(value)}}});
  return !rows.empty();
}

std::vector<Place> scan(db::Tx& tx, OrganisationId organisation, Order order, bool backwards, Place after,
                        Period period, std::size_t limit) {
  const bool happened = order == Order::happened;
  const auto& statement = happened ? (backwards ? q::query_scan_happened_back : q::query_scan_happened)
                                   : (backwards ? q::query_scan_recorded_back : q::query_scan_recorded);
  db::Params params{{"organisation", organisation}, {"at", after.at}, {"after", after.id}, {"limit", limit}};
  params.push_back(backwards ? db::Params::value_type{"from", period.from} : db::Params::value_type{"to", period.to});
  std::vector<Place> out;
  for (const auto row : tx.query(statement, params))
    out.push_back({row.get<Instant>("at"), row.get<EpcisEventId>("id")});
  return out;
}

std::vector<Place> list_places(db::Tx& tx, OrganisationId organisation, Order order,
                               const std::vector<EpcisEventId>& events) {
  std::vector<Place> out;
  if (events.empty()) return out;
  const auto rows =
      tx.query(q::query_list_places, {{"organisation", organisation}, {"ids", db::Value::list_of(events)}});
  for (const auto row : rows) {
    out.push_back(
        {row.get<Instant>(order == Order::happened ? "event_time" : "record_time"), row.get<EpcisEventId>("id")});
  }
  return out;
}

std::vector<std::string> list_bodies(db::Tx& tx, OrganisationId organisation, const std::vector<EpcisEventId>& events,
                                     std::int64_t bytes_max) {
  std::vector<std::string> out;
  if (events.empty()) return out;
  std::map<EpcisEventId, std::int64_t> sizes;
  const auto measured =
      tx.query(q::query_list_sizes, {{"organisation", organisation}, {"ids", db::Value::list_of(events)}});
  for (const auto row : measured) sizes.emplace(row.get<EpcisEventId>("id"), row.get<std::int64_t>("bytes"));
  std::vector<EpcisEventId> chosen;
  std::int64_t bytes = 0;
  for (const auto id : events) {
    bytes += sizes.at(id);
    if (bytes > bytes_max && !chosen.empty()) break;
    chosen.push_back(id);
  }
  std::map<EpcisEventId, std::string> bodies;
  const auto rows =
      tx.query(q::query_list_bodies, {{"organisation", organisation}, {"ids", db::Value::list_of(chosen)}});
  for (const auto row : rows) bodies.emplace(row.get<EpcisEventId>("id"), row.get<std::string>("body"));
  for (const auto id : chosen) out.push_back(std::move(bodies.at(id)));
  return out;
}

std::vector<std::string> list_events_by_id(db::Tx& tx, OrganisationId organisation, const std::string& event_id,
                                           std::int64_t limit, std::int64_t bytes_max) {
  const auto rows = tx.query(
      q::list_events_by_id,
      {{"organisation", organisation}, {"event_id_hash", db::Bytes{epcis::id_digest(event_id)}}, {"limit", limit}});
  std::vector<EpcisEventId> ids;
  for (const auto row : rows) ids.push_back(row.get<EpcisEventId>("id"));
  return list_bodies(tx, organisation, ids, bytes_max);
}

Result<void> bind(db::Tx& tx, OrganisationId organisation, const epcis::Names& names, Criteria& criteria) {
  if (std::none_of(criteria.conditions.begin(), criteria.conditions.end(), needs_master_data)) return {};
  SH_TRY(auto loaded, epcis::load_master_data(tx, organisation, names));
  criteria.master = std::make_shared<const epcis::MasterVocabulary>(std::move(loaded));
  for (auto& condition : criteria.conditions) {
    if (condition.comparison != Comparison::with_descendants) continue;
    std::vector<std::string> uris;
    for (const auto& value : condition.values) uris.push_back(value.text);
    condition.below = criteria.master->with_descendants(std::move(uris));  // once, not for every event
  }
  return {};
}

std::uint64_t newest_place(db::Tx& tx) { return tlog::store::get_state(tx).size; }

Recorded list_recorded(db::Tx& tx, OrganisationId organisation, const Criteria& criteria, std::uint64_t from,
                       std::int64_t places_max) {
  const auto size = newest_place(tx);
  const auto end = std::max(from, std::min(size, from + static_cast<std::uint64_t>(places_max)));
  const auto rows = tx.query(q::query_list_log_places, {{"organisation", organisation}, {"from", from}, {"to", end}});
  auto out = read_places(tx, log_places(rows), end, size);
  std::erase_if(out.events,
                [&](const StoredEvent& event) { return !matches(criteria, epcis::parse_node(event.body).value()); });
  return out;
}

Recorded list_recorded_of_all(db::Tx& tx, std::uint64_t from, std::int64_t places_max) {
  const auto size = newest_place(tx);
  const auto end = std::max(from, std::min(size, from + static_cast<std::uint64_t>(places_max)));
  const auto rows = tx.query(q::query_list_all_log_places, {{"from", from}, {"to", end}});
  return read_places(tx, log_places(rows), end, size);
}

}  // namespace shanhai::traceability::query
