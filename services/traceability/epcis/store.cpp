#include "services/traceability/epcis/store.hpp"

#include <algorithm>
#include <tuple>

#include "common/base/encoding.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::epcis {
namespace {

constexpr std::size_t kValueDigestBytes = 16;  // narrow; the document decides where two should meet

bool is_kept_as_text(IndexKind kind) {
  switch (kind) {
    case IndexKind::event_type:
    case IndexKind::biz_step:
    case IndexKind::disposition:
    case IndexKind::read_point:
    case IndexKind::biz_location:
    case IndexKind::parent:
    case IndexKind::epc:
    case IndexKind::input_epc:
    case IndexKind::output_epc:
    case IndexKind::epc_class:
    case IndexKind::input_class:
    case IndexKind::output_class:
      return true;
    default:
      return false;
  }
}

// A value of an event, or of none in particular.
struct Entry {
  std::string key;  // organisation, kind and digest: the order of the primary keys
  OrganisationId organisation;
  EpcisEventId event;
  const IndexValue* value;
};

Entry entry_of(OrganisationId organisation, EpcisEventId event, const IndexValue& value) {
  auto key = std::string(organisation.raw()) + static_cast<char>(value.kind) + value_digest(value.value);
  return {std::move(key), organisation, event, &value};
}

// Two who store the same new values at once wait for each other in one direction only.
void sort(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return std::tie(a.key, a.event) < std::tie(b.key, b.event); });
}

db::Bytes digest_of(const Entry& entry) { return {entry.key.substr(entry.key.size() - kValueDigestBytes)}; }

// Of epcis_value, each once.
std::vector<db::Params> text_rows(const std::vector<Entry>& sorted) {
  std::vector<db::Params> out;
  const std::string* last = nullptr;
  for (const auto& entry : sorted) {
    if (!is_kept_as_text(entry.value->kind) || (last && *last == entry.key)) continue;
    last = &entry.key;
    out.push_back({{"organisation", entry.organisation},
                   {"kind", static_cast<std::int64_t>(entry.value->kind)},
                   {"value_hash", digest_of(entry)},
                   {"value", entry.value->value}});
  }
  return out;
}

// Of epcis_event_value.
std::vector<db::Params> event_rows(const std::vector<Entry>& sorted) {
  std::vector<db::Params> out;
  for (const auto& entry : sorted) {
    out.push_back({{"organisation", entry.organisation},
                   {"kind", static_cast<std::int64_t>(entry.value->kind)},
                   {"value_hash", digest_of(entry)},
                   {"event", entry.event}});
  }
  return out;
}

db::Params row_of(const NewEvent& event) {
  return {{"id", event.id},
          {"organisation", event.organisation},
          {"captured", event.captured ? 1 : 0},
          {"event_id_hash", db::Bytes{event.event_id_hash}},
          {"hash", db::Bytes{event.hash}},
          {"declared_at", event.declared_at},
          {"cbv_version", event.cbv_version},
          {"event_type", event.event_type},
          {"event_time", event.event_time},
          {"record_time", event.record_time},
          {"biz_step", event.biz_step},
          {"body", event.body}};
}

}  // namespace

std::string value_digest(std::string_view value) { return sha256(value).substr(0, kValueDigestBytes); }

void put_values(db::Tx& tx, OrganisationId organisation, EpcisEventId event, const std::vector<IndexValue>& values) {
  std::vector<Entry> entries;
  for (const auto& value : values) entries.push_back(entry_of(organisation, event, value));
  sort(entries);
  tx.execute_rows(sql::traceability::query_put_event_values, event_rows(entries));
  tx.execute_rows(sql::traceability::query_put_values, text_rows(entries));
}

db::Script script_of(const std::vector<NewEvent>& events) {
  std::vector<db::Params> rows, pending;
  std::vector<Entry> entries;
  for (const auto& event : events) {
    rows.push_back(row_of(event));
    for (const auto& value : event.values) entries.push_back(entry_of(event.organisation, event.id, value));
    pending.push_back({{"id", event.id}, {"digest", db::Bytes{sha256(event.body)}}});
  }
  sort(entries);
  db::Script out("traceability.append_events");
  out.add_rows(sql::traceability::insert_event, rows);
  out.add_rows(sql::traceability::insert_event_value, event_rows(entries));
  out.add_rows(sql::traceability::query_put_values, text_rows(entries));
  out.add_rows(sql::traceability::log_append_pending, pending);
  return out;
}

}  // namespace shanhai::traceability::epcis
