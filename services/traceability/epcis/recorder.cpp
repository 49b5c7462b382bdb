#include "services/traceability/epcis/recorder.hpp"

#include <map>

#include "services/traceability/epcis/appending.hpp"
#include "services/traceability/epcis/event_hash.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::epcis {
namespace {

namespace q = sql::traceability;

void add_lots(std::vector<db::Params>& rows, EpcisEventId event, const std::vector<Amount>& amounts, Part part) {
  for (const auto& amount : amounts) rows.push_back({{"lot", amount.lot}, {"event", event}, {"part", part}});
}

}  // namespace

void Recorder::record(db::Tx& tx, const std::vector<LotEvent>& events) const {
  using Key = std::tuple<LotId, Step, std::string>;
  struct Sum {
    Instant first, last;
    std::int64_t quantity = 0, events = 0;
  };
  std::vector<PreparedEvent> prepared;
  const Context standard;  // to_document() declares what it uses beyond
  for (const auto& event : events)
    prepared.push_back(prepare(to_document(event, names_), event.organisation, standard));
  std::vector<const PreparedEvent*> all;
  for (const auto& event : prepared) all.push_back(&event);
  const auto ids = append(tx, random_, all);
  std::vector<db::Params> lots, journeys;
  std::map<Key, Sum> sums;  // one row may not stand twice in a statement that also updates
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    const auto id = ids[i];
    add_lots(lots, id, event.amounts, Part::subject);
    add_lots(lots, id, event.inputs, Part::input);
    add_lots(lots, id, event.outputs, Part::output);
    const auto& journey = event.journey;
    if (recording_) recording_(journey.lot);
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
  tx.execute_rows(q::insert_event_lot, lots);
  tx.execute_rows(q::add_to_journey, journeys);
}

std::string tampering(const StoredEvent& event) {
  auto document = parse_node(event.body);
  if (document.has_error()) return "its body is no JSON";
  if (canonical_text(*document) != event.body) return "its body is not canonical";
  const auto hash = event_hash(*document, Context());
  const auto* id = document->find("eventID");
  const auto* recorded = document->find("recordTime");
  const auto* happened = document->find("eventTime");
  if (hash != event.hash || event.cbv_version != kHashVersion) return "its hash is another";
  if (!id || id_digest(id->text) != event.event_id_hash) return "its eventID is another";
  if (type_column(*document) != event.event_type || step_column(*document) != event.biz_step ||
      declared_column(*document) != event.declared_at)
    return "its columns say otherwise";
  if (!recorded || recorded->text != to_rfc3339(event.record_time)) return "its record time is another";
  const auto event_time = happened ? parse_rfc3339(happened->text) : Result<Instant>(Error::internal("no eventTime"));
  if (event_time.has_error() || *event_time != event.event_time) return "its event time is another";
  return {};
}

}  // namespace shanhai::traceability::epcis
