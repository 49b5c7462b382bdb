#include "services/traceability/trace/store.hpp"

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

std::vector<epcis::StoredEvent> read_events(const db::Rows& rows) {
  std::vector<epcis::StoredEvent> out;
  for (const auto row : rows) {
    epcis::StoredEvent event;
    event.id = row.get<EpcisEventId>("id");
    event.hash = row.get<db::Bytes>("hash").value;
    event.event_id_hash = row.get<db::Bytes>("event_id_hash").value;
    event.declared_at = row.get<Instant>("declared_at");
    event.cbv_version = row.get<std::string>("cbv_version");
    event.event_type = row.get<std::string>("event_type");
    event.biz_step = row.get<std::string>("biz_step");
    event.event_time = row.get<Instant>("event_time");
    event.record_time = row.get<Instant>("record_time");
    event.body = row.get<std::string>("body");
    out.push_back(std::move(event));
  }
  return out;
}

}  // namespace

std::vector<JourneyRow> list_journey(db::Tx& tx, const std::vector<LotId>& lots) {
  std::vector<JourneyRow> out;
  if (lots.empty()) return out;
  const auto rows = tx.query(q::list_journey, {{"lots", db::Value::list_of(lots)}});
  for (const auto row : rows) {
    out.push_back({row.get<LotId>("lot_id"), row.get<Step>("step"), row.get<std::string>("division"),
                   row.get<Instant>("first_at"), row.get<Instant>("last_at"), row.get<std::int64_t>("quantity"),
                   row.get<std::int64_t>("events")});
  }
  return out;
}

std::vector<epcis::StoredEvent> list_events_of_lots(db::Tx& tx, const std::vector<LotId>& lots, EpcisEventId after,
                                                    std::int64_t limit) {
  if (lots.empty()) return {};
  return read_events(
      tx.query(q::list_events_of_lots, {{"lots", db::Value::list_of(lots)}, {"after", after}, {"limit", limit}}));
}

std::vector<epcis::StoredEvent> list_events_after(db::Tx& tx, EpcisEventId after, std::int64_t limit) {
  return read_events(tx.query(q::list_events_after, {{"after", after}, {"limit", limit}}));
}

}  // namespace shanhai::traceability::store
