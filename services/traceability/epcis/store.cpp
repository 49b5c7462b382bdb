#include "services/traceability/epcis/store.hpp"

#include <map>
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

}  // namespace

std::string value_digest(std::string_view value) { return sha256(value).substr(0, kValueDigestBytes); }

void put_values(db::Tx& tx, const std::vector<std::pair<OrganisationId, IndexValue>>& values) {
  // In order of the key: two who store the same new values wait for each other in one direction only.
  std::map<std::tuple<OrganisationId, IndexKind, std::string>, const std::string*> sorted;
  for (const auto& [organisation, value] : values) {
    if (is_kept_as_text(value.kind))
      sorted.try_emplace({organisation, value.kind, value_digest(value.value)}, &value.value);
  }
  std::vector<db::Params> rows;
  for (const auto& [key, text] : sorted) {
    const auto& [organisation, kind, digest] = key;
    rows.push_back({{"organisation", organisation},
                    {"kind", static_cast<std::int64_t>(kind)},
                    {"value_hash", db::Bytes{digest}},
                    {"value", *text}});
  }
  tx.execute_rows(sql::traceability::query_put_values, rows);
}

void append_events(db::Tx& tx, const std::vector<NewEvent>& events) {
  std::vector<db::Params> rows, values, pending;
  std::vector<std::pair<OrganisationId, IndexValue>> texts;
  for (const auto& event : events) {
    rows.push_back({{"id", event.id},
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
                    {"body", event.body}});
    for (const auto& [kind, value] : event.values) {
      values.push_back({{"organisation", event.organisation},
                        {"kind", static_cast<std::int64_t>(kind)},
                        {"value_hash", db::Bytes{value_digest(value)}},
                        {"event", event.id}});
      texts.emplace_back(event.organisation, IndexValue{kind, value});
    }
    pending.push_back({{"id", event.id}, {"digest", db::Bytes{sha256(event.body)}}});
  }
  tx.execute_rows(sql::traceability::insert_event, rows);
  tx.execute_rows(sql::traceability::insert_event_value, values);
  put_values(tx, texts);
  tx.execute_rows(sql::traceability::log_append_pending, pending);
}

}  // namespace shanhai::traceability::epcis
