#include "services/traceability/epcis/recorder.hpp"

#include <map>

#include "services/traceability/epcis/event_hash.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::epcis {
namespace {

namespace q = sql::traceability;

void add_lots(std::vector<db::Params>& rows, EpcisEventId event, const std::vector<Amount>& amounts, Part part) {
  for (const auto& amount : amounts) rows.push_back({{"lot", amount.lot}, {"event", event}, {"part", part}});
}

db::Params event_row(EpcisEventId id, const LotEvent& event, Node document, Instant now) {
  const auto happened =
      parse_rfc3339(document.find("eventTime")->text).value();  // as documents write it, to the millisecond
  const auto hash = event_hash(document, Context());
  document.set("eventID", Node::of(hash_id(hash)));
  document.set("recordTime", Node::of(to_rfc3339(now)));
  return {{"id", id},
          {"hash", db::Bytes{hash}},
          {"declared_at", Instant{}},
          {"cbv_version", kHashVersion},
          {"event_type", event.type},
          {"event_time", happened},
          {"record_time", now},
          {"biz_step", event.biz_step},
          {"body", canonical_text(document)}};
}

}  // namespace

void Recorder::record(db::Tx& tx, const std::vector<LotEvent>& events) const {
  using Key = std::tuple<LotId, Step, std::string>;
  struct Sum {
    Instant first, last;
    std::int64_t quantity = 0, events = 0;
  };
  std::vector<db::Params> rows, lots, journeys;
  std::map<Key, Sum> sums;  // one row may not stand twice in a statement that also updates
  for (const auto& event : events) {
    const auto id = EpcisEventId(make_uuid_v7(tx.now(), random_));
    rows.push_back(event_row(id, event, to_document(event, names_), tx.now()));
    add_lots(lots, id, event.amounts, Part::subject);
    add_lots(lots, id, event.inputs, Part::input);
    add_lots(lots, id, event.outputs, Part::output);
    const auto& journey = event.journey;
    auto [sum, is_new] =
        sums.try_emplace(Key(journey.lot, journey.step, journey.division), Sum{event.event_time, event.event_time});
    sum->second.first = std::min(sum->second.first, event.event_time);
    sum->second.last = std::max(sum->second.last, event.event_time);
    sum->second.quantity += journey.quantity;
    sum->second.events += 1;
  }
  for (const auto& [key, sum] : sums) {
    const auto& [lot, step, division] = key;
    journeys.push_back({{"lot", lot},
                        {"step", step},
                        {"division", division},
                        {"first_at", sum.first},
                        {"last_at", sum.last},
                        {"quantity", sum.quantity},
                        {"events", sum.events}});
  }
  tx.execute_rows(q::insert_event, rows);
  tx.execute_rows(q::insert_event_lot, lots);
  tx.execute_rows(q::add_to_journey, journeys);
}

std::string tampering(const StoredEvent& event) {
  auto document = parse_node(event.body);
  if (document.has_error()) return "its body is no JSON";
  if (canonical_text(*document) != event.body) return "its body is not canonical";
  const auto hash = event_hash(*document, Context());
  const auto* id = document->find("eventID");
  const auto* type = document->find("type");
  const auto* step = document->find("bizStep");
  const auto* recorded = document->find("recordTime");
  const auto* happened = document->find("eventTime");
  if (hash != event.hash || !id || id->text != hash_id(hash) || event.cbv_version != kHashVersion)
    return "its hash is another";
  if (!type || type->text != event.event_type || !step || step->text != event.biz_step)
    return "its columns say otherwise";
  if (!recorded || recorded->text != to_rfc3339(event.record_time)) return "its record time is another";
  const auto event_time = happened ? parse_rfc3339(happened->text) : Result<Instant>(Error::internal("no eventTime"));
  if (event_time.has_error() || *event_time != event.event_time) return "its event time is another";
  return {};
}

}  // namespace shanhai::traceability::epcis
