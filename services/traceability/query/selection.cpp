#include "services/traceability/query/selection.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "services/traceability/epcis/store.hpp"
#include "services/traceability/query/decimal.hpp"
#include "services/traceability/query/globs.hpp"
#include "services/traceability/query/parameters.hpp"

namespace shanhai::traceability::query {
namespace {

constexpr std::size_t kCandidatesMax = 2000;    // that are sorted in memory
constexpr std::size_t kPatternValuesMax = 300;  // that a pattern may become
constexpr std::size_t kFilterValuesMax = 50;    // of a condition that narrows a scan
constexpr std::size_t kScannedAtOnce = 500;
constexpr std::size_t kReadAtOnce = 50;
constexpr std::int64_t kReadBytesMax = 8'000'000;  // at once
constexpr std::int64_t kPageBytesMax = 8'000'000;  // an event may have half of it
constexpr std::int64_t kBytesMax = 64'000'000;     // that one request looks at

const Instant kEver = Instant(std::chrono::seconds(253402300799)) + std::chrono::microseconds(999999);  // 9999-12-31

EpcisEventId last_event() {
  IdBytes bytes;
  bytes.fill(0xFF);
  return EpcisEventId(bytes);
}

Error too_large(std::string code, std::string detail) {
  Error error;
  error.kind = ErrorKind::too_large;
  error.code = std::move(code);
  error.detail = std::move(detail);
  return error;
}

// The times that conditions on `member` leave.
Period period_of(const Criteria& criteria, std::string_view member) {
  Period out{Instant{}, kEver};
  for (const auto& condition : criteria.conditions) {
    const auto& parameter = *condition.parameter;
    if (parameter.form != Form::time || !parameter.parents.empty() || parameter.members != member) continue;
    const auto time = *condition.values.front().time;
    if (condition.comparison == Comparison::less)
      out.to = std::min(out.to, time);
    else
      out.from = std::max(out.from, time);
  }
  return out;
}

bool is_bounded(const Period& period) { return period.from != Instant{} || period.to != kEver; }

// The order in which events are gone through.
struct Way {
  Order order = Order::recorded;
  bool backwards = false;
  Period period;

  explicit Way(const Criteria& criteria) {
    const auto happened = period_of(criteria, "eventTime"), recorded = period_of(criteria, "recordTime");
    const bool by_event = criteria.order_by == OrderBy::event_time ||
                          (criteria.order_by != OrderBy::record_time && is_bounded(happened) && !is_bounded(recorded));
    order = by_event ? Order::happened : Order::recorded;
    const bool sorted = criteria.order_by == OrderBy::event_time || criteria.order_by == OrderBy::record_time;
    backwards = sorted && criteria.descending;
    period = by_event ? happened : recorded;
  }
  Place begin() const {
    if (!backwards) return {period.from, EpcisEventId()};
    return {period.to, period.to == kEver ? last_event() : EpcisEventId()};
  }
  bool is_behind(const Place& place, const Place& other) const { return backwards ? place < other : place > other; }
};

// How long a request may look.
class Patience {
 public:
  explicit Patience(std::chrono::milliseconds most) : end_(std::chrono::steady_clock::now() + most) {}
  bool is_over() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  std::chrono::steady_clock::time_point end_;
};

// What the indexes know of a query; conditions that they could not be asked of in time are left to the documents.
class Indexes {
 public:
  Indexes(db::Tx& tx, OrganisationId organisation, const Criteria& criteria, Patience patience)
      : tx_(tx), organisation_(organisation), patience_(patience) {
    for (const auto& condition : criteria.conditions) {
      if (patience_.is_over()) return;
      if (condition.parameter->kinds.empty() || condition.comparison == Comparison::with_descendants) continue;
      if (auto values = values_of(condition)) add(std::move(*values));
    }
  }

  // All that can match, where it is few; in order of ids.
  const std::optional<std::vector<EpcisEventId>>& candidates() const { return candidates_; }

  // Those of `places` that can match.
  std::vector<Place> filter(std::vector<Place> places) const {
    for (const auto& values : filters_) {
      std::vector<EpcisEventId> ids;
      for (const auto& place : places) ids.push_back(place.id);
      const auto kept = keep_events(tx_, organisation_, values, ids);
      std::erase_if(places, [&](const auto& place) { return !std::binary_search(kept.begin(), kept.end(), place.id); });
    }
    return places;
  }

 private:
  // nullopt: too many to be of use.
  std::optional<IndexedValues> values_of(const Condition& condition) const {
    const auto& parameter = *condition.parameter;
    IndexedValues out{{parameter.kinds.begin(), parameter.kinds.end()}, {}};
    for (const auto& value : condition.values) {
      const auto text = parameter.tail == Tail::type ? condition.type + " " + value.text : value.text;
      out.digests.push_back(epcis::value_digest(text));
    }
    for (const auto& glob : condition.patterns) {
      for (const auto kind : out.kinds) {
        if (patience_.is_over()) return std::nullopt;
        const auto found =
            list_values_of(tx_, organisation_, kind, beginning_of(glob), static_cast<std::int64_t>(kPatternValuesMax));
        if (found.size() == kPatternValuesMax) return std::nullopt;
        for (const auto& value : found) {
          if (is_match(glob, value.text)) out.digests.push_back(value.digest);
        }
        if (out.digests.size() > kPatternValuesMax + condition.values.size()) return std::nullopt;
      }
    }
    return out;
  }

  void add(IndexedValues values) {
    if (candidates_ && candidates_->empty()) return;
    if (values.digests.empty()) {
      candidates_.emplace();
      return;
    }
    auto found = find_events(tx_, organisation_, values, kCandidatesMax);
    if (!found) {
      if (values.digests.size() <= kFilterValuesMax) filters_.push_back(std::move(values));
      return;
    }
    if (candidates_) {
      std::vector<EpcisEventId> both;
      std::set_intersection(found->begin(), found->end(), candidates_->begin(), candidates_->end(),
                            std::back_inserter(both));
      found = std::move(both);
    }
    candidates_ = std::move(found);
  }

  db::Tx& tx_;
  const OrganisationId organisation_;
  const Patience patience_;
  std::optional<std::vector<EpcisEventId>> candidates_;
  std::vector<IndexedValues> filters_;
};

// Goes through the events of a query in its order.
class Walk {
 public:
  enum class End {
    exhausted,  // there are no more
    stopped,    // the visitor has enough
    limited,    // the request has looked at enough
  };
  // False: enough; then the event was not taken.
  using Visitor = std::function<bool(const Place&, const std::string& body, const epcis::Node& event)>;

  Walk(db::Tx& tx, OrganisationId organisation, const Criteria& criteria, const SelectionLimits& limits)
      : tx_(tx),
        organisation_(organisation),
        criteria_(criteria),
        rows_max_(limits.rows_max),
        patience_(limits.time_max),
        way_(criteria),
        indexes_(tx, organisation, criteria, patience_) {}

  End run(const std::optional<Place>& after, const Visitor& visit) {
    looked_at_ = after.value_or(way_.begin());
    rows_ = bytes_ = 0;
    if (indexes_.candidates()) return run_candidates(after, visit);
    for (;;) {
      const auto places = scan(tx_, organisation_, way_.order, way_.backwards, looked_at_, way_.period, kScannedAtOnce);
      const auto end = look_at(indexes_.filter(places), visit);
      if (end != End::exhausted) return end;
      if (places.size() < kScannedAtOnce) return End::exhausted;
      looked_at_ = places.back();
      rows_ += static_cast<std::int64_t>(places.size());
      if (rows_ >= rows_max_ || patience_.is_over()) return End::limited;
    }
  }

  // Up to here everything was looked at.
  const Place& looked_at() const { return looked_at_; }

 private:
  End run_candidates(const std::optional<Place>& after, const Visitor& visit) {
    auto places = list_places(tx_, organisation_, way_.order, *indexes_.candidates());
    if (after) std::erase_if(places, [&](const auto& place) { return !way_.is_behind(place, *after); });
    std::sort(places.begin(), places.end(), [&](const auto& a, const auto& b) { return way_.is_behind(b, a); });
    return look_at(places, visit);
  }

  // In the order of `places`.
  End look_at(const std::vector<Place>& places, const Visitor& visit) {
    for (std::size_t begin = 0; begin < places.size();) {
      std::vector<EpcisEventId> ids;
      for (std::size_t i = begin; i < std::min(begin + kReadAtOnce, places.size()); ++i) ids.push_back(places[i].id);
      const auto bodies = list_bodies(tx_, organisation_, ids, kReadBytesMax);
      for (const auto& body : bodies) {
        const auto event = epcis::parse_node(body).value();
        if (matches(criteria_, event) && !visit(places[begin], body, event)) return End::stopped;
        looked_at_ = places[begin++];
        bytes_ += static_cast<std::int64_t>(body.size());
        if (patience_.is_over() && begin < places.size()) return End::limited;
      }
      if (bytes_ >= kBytesMax && begin < places.size()) return End::limited;
    }
    return End::exhausted;
  }

  db::Tx& tx_;
  const OrganisationId organisation_;
  const Criteria& criteria_;
  const std::int64_t rows_max_;
  const Patience patience_;
  const Way way_;
  const Indexes indexes_;
  Place looked_at_;
  std::int64_t rows_ = 0, bytes_ = 0;
};

Result<void> check_count(Walk& walk, std::int64_t most) {
  std::int64_t count = 0;
  const auto end = walk.run(
      std::nullopt, [&](const Place&, const std::string&, const epcis::Node&) { return count < most && ++count; });
  if (end == Walk::End::stopped) return too_large("query_too_large", "more than maxEventCount events match");
  if (end == Walk::End::limited)
    return too_large("query_too_complex", "more events than a request looks at; narrow the query");
  return {};
}

Selection page_of(Walk& walk, const std::optional<Position>& after, std::int64_t page,
                  const std::optional<std::int64_t>& count_limit) {
  Selection out;
  const auto given = after ? after->given : 0;
  const auto most = count_limit ? std::min(page, *count_limit - given) : page;
  if (most <= 0) return out;
  std::int64_t bytes = 0;
  const auto start = after ? std::optional(after->place) : std::nullopt;
  const auto end = walk.run(start, [&](const Place&, const std::string& body, const epcis::Node&) {
    const auto size = static_cast<std::int64_t>(body.size());
    const auto count = static_cast<std::int64_t>(out.documents.size());
    if (count == most || (count > 0 && bytes + size > kPageBytesMax)) return false;
    bytes += size;
    out.documents.push_back(body);
    return true;
  });
  const auto total = given + static_cast<std::int64_t>(out.documents.size());
  if (end == Walk::End::exhausted || (count_limit && total >= *count_limit)) return out;
  out.next = Position{walk.looked_at(), total};
  return out;
}

// By an extension: numbers before times, times before texts, and what has none at the end.
struct FieldKey {
  int rank = 3;
  std::string text;
  Instant time{};

  explicit FieldKey(const std::optional<std::string>& value) {
    if (!value) return;
    text = *value;
    if (auto number = read_number(*value)) {
      rank = 0;
      text = std::move(*number);
    } else if (const auto parsed = parse_rfc3339(*value); parsed.has_value()) {
      rank = 1;
      time = *parsed;
    } else {
      rank = 2;
    }
  }
  int compare(const FieldKey& other) const {
    if (rank != other.rank) return rank < other.rank ? -1 : 1;
    if (rank == 0) return compare_numbers(text, other.text);
    if (rank == 1) return time < other.time ? -1 : time > other.time ? 1 : 0;
    return text.compare(other.text);
  }
};

class ByField {
 public:
  ByField(db::Tx& tx, OrganisationId organisation, const Criteria& criteria)
      : tx_(tx), organisation_(organisation), criteria_(criteria) {}

  Result<Selection> select(Walk& walk, const std::optional<Position>& after, std::int64_t page) {
    const auto end = walk.run(std::nullopt, [&](const Place& place, const std::string&, const epcis::Node& event) {
      rows_.push_back({FieldKey(order_value(criteria_, event)), place.id});
      return true;
    });
    if (end == Walk::End::limited)
      return too_large("query_too_complex", "more events than can be sorted by a field; narrow the query");
    std::sort(rows_.begin(), rows_.end(), [&](const Row& a, const Row& b) { return is_before(a, b); });
    std::size_t begin = 0;
    if (after) {  // an event stays, and so does its field: its place is where it stands
      const auto last = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.id == after->place.id; });
      if (last == rows_.end())
        return Error::invalid_field("query/nextPageToken", "invalid_cursor", "what the query finds has changed");
      begin = static_cast<std::size_t>(last - rows_.begin()) + 1;
    }
    const auto given = after ? after->given : 0;
    const auto most = criteria_.event_count_limit ? std::min(page, *criteria_.event_count_limit - given) : page;
    std::vector<EpcisEventId> ids;
    for (auto i = begin; i < rows_.size() && static_cast<std::int64_t>(ids.size()) < most; ++i)
      ids.push_back(rows_[i].id);
    Selection out;
    out.documents = list_bodies(tx_, organisation_, ids, kPageBytesMax);
    const auto total = given + static_cast<std::int64_t>(out.documents.size());
    const auto reached = begin + out.documents.size();
    const bool is_last =
        reached == rows_.size() || (criteria_.event_count_limit && total >= *criteria_.event_count_limit);
    if (!is_last && !out.documents.empty()) out.next = Position{{Instant{}, rows_[reached - 1].id}, total};
    return out;
  }

 private:
  struct Row {
    FieldKey key;
    EpcisEventId id;
  };
  bool is_before(const Row& a, const Row& b) const {
    const int order = a.key.compare(b.key);
    const bool both_have_one = a.key.rank != 3 && b.key.rank != 3;
    if (order != 0) return criteria_.descending && both_have_one ? order > 0 : order < 0;
    return a.id < b.id;
  }

  db::Tx& tx_;
  const OrganisationId organisation_;
  const Criteria& criteria_;
  std::vector<Row> rows_;
};

}  // namespace

Result<Selection> select(db::Tx& tx, OrganisationId organisation, const Criteria& criteria,
                         const std::optional<Position>& after, SelectionLimits limits) {
  Walk walk(tx, organisation, criteria, limits);
  if (criteria.max_event_count && !after) SH_CHECK(check_count(walk, *criteria.max_event_count));
  if (criteria.order_by == OrderBy::field) return ByField(tx, organisation, criteria).select(walk, after, limits.page);
  return page_of(walk, after, limits.page, criteria.event_count_limit);
}

}  // namespace shanhai::traceability::query
