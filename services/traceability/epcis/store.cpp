#include "services/traceability/epcis/store.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "common/base/encoding.hpp"
#include "services/traceability/log/waiting.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::epcis {
namespace {

namespace q = sql::traceability;

constexpr std::size_t kValueDigestBytes = 16;  // narrow; the document decides where two should meet

constexpr std::size_t kNarrow = 64;  // rows without texts of any length

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

// A value of an event.
struct Entry {
  std::array<char, std::tuple_size_v<IdBytes> + 1 + kValueDigestBytes> key;  // the order of the primary keys
  OrganisationId organisation;
  EpcisEventId event;
  const IndexValue* value;

  db::Bytes digest() const { return {std::string(key.end() - kValueDigestBytes, key.end())}; }
};

Entry entry_of(OrganisationId organisation, EpcisEventId event, const IndexValue& value) {
  Entry out{{}, organisation, event, &value};
  auto* at = std::copy(organisation.raw().begin(), organisation.raw().end(), out.key.data());
  *at++ = static_cast<char>(value.kind);
  const auto digest = value_digest(value.value);
  std::copy(digest.begin(), digest.end(), at);
  return out;
}

// Two who store the same new values at once wait for each other in one direction only.
void sort(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    const int by_key = std::memcmp(a.key.data(), b.key.data(), a.key.size());
    return by_key < 0 || (by_key == 0 && a.event < b.event);
  });
}

// Texts of a statement's rows. A document becomes thousands: their parameters are made over and over in the same place.
class RowTexts {
 public:
  // `row`: with all its parameters, in the order in which they are set. `at_once`: become one text, which is sent
  // whole.
  RowTexts(const db::Query& query, db::Params row, std::size_t at_once)
      : query_(query), row_(std::move(row)), at_once_(at_once) {}

  template <class... Values>
  void add(Values&&... values) {
    if (used_ == at_once_) flush();
    if (used_ == rows_.size()) rows_.push_back(row_);
    auto param = rows_[used_++].begin();
    ((param++->value = db::Value(std::forward<Values>(values))), ...);
  }
  void add_to(db::Script& script) {
    if (used_ > 0) flush();
    const std::vector<std::string_view> views(texts_.begin(), texts_.end());
    script.add_texts(query_, views);
  }

 private:
  void flush() {
    texts_.push_back(db::expand_texts(query_, std::span(rows_).first(used_)));
    used_ = 0;
  }

  const db::Query& query_;
  const db::Params row_;
  const std::size_t at_once_;
  std::vector<db::Params> rows_;
  std::size_t used_ = 0;
  std::vector<std::string> texts_;
};

// Of epcis_event_value by the first query, of epcis_value, each once, by the second.
void add_entries(db::Script& script, const db::Query& of_events, const db::Query& of_texts,
                 const std::vector<Entry>& sorted) {
  RowTexts events(of_events, {{"organisation", 0}, {"kind", 0}, {"value_hash", 0}, {"event", 0}}, kNarrow);
  RowTexts texts(of_texts, {{"organisation", 0}, {"kind", 0}, {"value_hash", 0}, {"value", 0}}, 1);
  const Entry* last = nullptr;
  for (const auto& entry : sorted) {
    const auto kind = static_cast<std::int64_t>(entry.value->kind);
    events.add(entry.organisation, kind, entry.digest(), entry.event);
    const bool is_new = !last || last->key != entry.key;
    if (is_new && is_kept_as_text(entry.value->kind))
      texts.add(entry.organisation, kind, entry.digest(), entry.value->value);
    last = &entry;
  }
  events.add_to(script);
  texts.add_to(script);
}

}  // namespace

std::string value_digest(std::string_view value) { return sha256(value).substr(0, kValueDigestBytes); }

void put_values(db::Tx& tx, OrganisationId organisation, EpcisEventId event, const std::vector<IndexValue>& values) {
  std::vector<Entry> entries;
  for (const auto& value : values) entries.push_back(entry_of(organisation, event, value));
  sort(entries);
  db::Script script("traceability.put_values");
  add_entries(script, q::query_put_event_values, q::query_put_values, entries);
  tx.execute(script);
}

db::Script script_of(std::vector<NewEvent> events) {
  RowTexts rows(q::insert_event,
                {{"id", 0},
                 {"organisation", 0},
                 {"captured", 0},
                 {"hash", 0},
                 {"event_id_hash", 0},
                 {"declared_at", 0},
                 {"cbv_version", 0},
                 {"event_type", 0},
                 {"event_time", 0},
                 {"record_time", 0},
                 {"biz_step", 0},
                 {"body", 0}},
                1);
  std::vector<tlog::WaitingLeaf> leaves;
  std::vector<Entry> entries;
  for (auto& event : events) {
    for (const auto& value : event.values) entries.push_back(entry_of(event.organisation, event.id, value));
    leaves.push_back({event.id, sha256(event.body)});
    rows.add(event.id, event.organisation, event.captured, db::Bytes{std::move(event.hash)},
             db::Bytes{std::move(event.event_id_hash)}, event.declared_at, std::move(event.cbv_version),
             std::move(event.event_type), event.event_time, event.record_time, std::move(event.biz_step),
             std::move(event.body));
  }
  sort(entries);
  db::Script out("traceability.append_events");
  rows.add_to(out);
  add_entries(out, q::insert_event_value, q::query_put_values, entries);
  RowTexts waiting(q::log_append_waiting, {{"id", 0}, {"entries", 0}}, kNarrow);
  for (auto& row : tlog::pack_waiting(std::move(leaves))) waiting.add(row.id, db::Bytes{std::move(row.entries)});
  waiting.add_to(out);
  return out;
}

}  // namespace shanhai::traceability::epcis
