#include "services/traceability/epcis/store.hpp"

#include "common/base/encoding.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::epcis {
namespace {

constexpr std::size_t kValueDigestBytes = 16;  // narrow; the document decides where two should meet

}  // namespace

void append_events(db::Tx& tx, const std::vector<NewEvent>& events) {
  std::vector<db::Params> rows, values, pending;
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
                        {"value_hash", db::Bytes{sha256(value).substr(0, kValueDigestBytes)}},
                        {"event", event.id}});
    }
    pending.push_back({{"id", event.id}, {"digest", db::Bytes{sha256(event.body)}}});
  }
  tx.execute_rows(sql::traceability::insert_event, rows);
  tx.execute_rows(sql::traceability::insert_event_value, values);
  tx.execute_rows(sql::traceability::log_append_pending, pending);
}

}  // namespace shanhai::traceability::epcis
