#include "services/traceability/epcis/appending.hpp"

#include <set>

#include "common/base/encoding.hpp"
#include "services/traceability/epcis/event_hash.hpp"
#include "services/traceability/epcis/shapes.hpp"
#include "services/traceability/epcis/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::epcis {
namespace {

namespace q = sql::traceability;

constexpr std::string_view kRecordTime = "recordTime";

std::string text_of(const Node& parent, std::string_view name) {
  const auto* found = parent.find(name);
  return found && found->is(Node::Kind::string) ? found->text : std::string();
}

NewEvent stored_form(EpcisEventId id, const PreparedEvent& event, Instant now) {
  NewEvent out;
  out.id = id;
  out.organisation = event.organisation;
  out.captured = event.captured;
  out.hash = event.hash;
  out.event_id_hash = event.id_hash;
  out.declared_at = event.declared_at;
  out.cbv_version = kHashVersion;
  out.event_type = event.event_type;
  out.biz_step = event.biz_step;
  out.event_time = event.event_time;
  out.record_time = now;
  out.values = event.values;
  out.body = document_of(event, now);
  return out;
}

}  // namespace

std::string id_digest(std::string_view event_id) { return sha256(event_id); }

std::string type_column(const Node& document) {
  auto type = text_of(document, "type");
  return is_standard_event(type) ? type : "ExtendedEvent";
}

std::string step_column(const Node& document) {
  return std::string(standard_word(Vocabulary::biz_step, text_of(document, "bizStep")));
}

Instant declared_column(const Node& document) {
  const auto* declaration = document.find("errorDeclaration");
  return declaration ? parse_rfc3339(text_of(*declaration, "declarationTime")).value_or(Instant{}) : Instant{};
}

PreparedEvent prepare(Node event, OrganisationId organisation, const Context& context, Node whole_context) {
  PreparedEvent out;
  out.organisation = organisation;
  out.hash = event_hash(event, context);
  out.event_id = text_of(event, "eventID");
  if (out.event_id.empty()) {
    out.event_id = hash_id(out.hash);
    event.set("eventID", Node::of(out.event_id));
  }
  out.id_hash = id_digest(out.event_id);
  out.event_time = parse_rfc3339(text_of(event, "eventTime")).value();
  out.declared_at = declared_column(event);
  out.event_type = type_column(event);
  out.biz_step = step_column(event);
  out.values = index_values(event, context);
  if (!whole_context.is(Node::Kind::null)) event.set("@context", std::move(whole_context));
  // Canonical members stand in order of their names: what is before recordTime, and what is behind it.
  Node before = Node::object({}), after = Node::object({});
  for (auto& member : event.members) {
    if (member.name == kRecordTime) continue;
    (member.name < kRecordTime ? before : after).members.push_back(std::move(member));
  }
  out.before = canonical_text(before);
  out.before.back() = ',';  // an event has an eventID at least
  out.after = canonical_text(after);
  out.after.front() = ',';  // and a type
  return out;
}

std::string document_of(const PreparedEvent& event, Instant recorded) {
  const auto time = to_rfc3339(recorded);
  std::string out;
  out.reserve(event.before.size() + event.after.size() + kRecordTime.size() + time.size() + 5);
  return out.append(event.before)
      .append("\"")
      .append(kRecordTime)
      .append("\":\"")
      .append(time)
      .append("\"")
      .append(event.after);
}

namespace {

using Known = std::set<std::pair<std::string, Instant>>;  // digests of eventIDs, declarations

std::vector<std::size_t> indices_of(const std::vector<PreparedEvent>& events, Known known) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!known.emplace(events[i].id_hash, events[i].declared_at).second) out.push_back(i);
  }
  return out;
}

}  // namespace

std::vector<std::size_t> find_repeated(const std::vector<PreparedEvent>& events) { return indices_of(events, {}); }

std::vector<std::size_t> find_known(db::Tx& tx, OrganisationId organisation, const std::vector<PreparedEvent>& events) {
  if (events.empty()) return {};
  std::vector<db::Value> digests;
  for (const auto& event : events) digests.emplace_back(db::Bytes{event.id_hash});
  Known known;
  const auto rows = tx.query(
      q::list_known_events, {{"organisation", organisation}, {"event_id_hashes", db::Value::list(std::move(digests))}});
  for (const auto row : rows) known.emplace(row.get<db::Bytes>("event_id_hash").value, row.get<Instant>("declared_at"));
  return indices_of(events, std::move(known));
}

Appending make_appending(const std::vector<const PreparedEvent*>& events, Instant now, Random& random) {
  std::vector<EpcisEventId> ids;
  std::vector<NewEvent> stored;
  for (const auto* event : events) {
    ids.push_back(EpcisEventId(make_uuid_v7(now, random)));
    stored.push_back(stored_form(ids.back(), *event, now));
  }
  return {std::move(ids), script_of(std::move(stored))};
}

std::vector<EpcisEventId> append(db::Tx& tx, Random& random, const std::vector<const PreparedEvent*>& events) {
  auto made = make_appending(events, tx.now(), random);
  tx.execute(made.script);
  return std::move(made.ids);
}

}  // namespace shanhai::traceability::epcis
