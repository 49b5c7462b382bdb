#include "services/traceability/subscription/batch.hpp"

#include <algorithm>

#include "services/traceability/subscription/store.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kPlacesAtOnce = 2000;
constexpr int kLooksMax = 10;
// Between the recordTime of an event and its commit, and between the clocks of two processes.
constexpr std::chrono::hours kRecordTimeSlack{1};

bool is_recorded_since(const std::string& document, Instant since) {
  const auto event = epcis::parse_node(document).value();
  const auto* time = event.find("recordTime");
  if (!time) throw std::logic_error("a stored event has no recordTime");
  return parse_rfc3339(time->text).value() >= since;
}

// The log may have stood still: what waits for a place was recorded long ago and is seen later.
Instant seen_until(db::Tx& tx) { return std::min(tx.now(), store::find_oldest_waiting(tx).value_or(tx.now())); }

}  // namespace

Result<SubscribedView> subscribed_view(db::Tx& tx, OrganisationId organisation, const epcis::Names& names,
                                       const query::NamedQuery& named, Instant since) {
  SubscribedView out{organisation, query::criteria_of(named), since};
  SH_CHECK(query::bind(tx, organisation, names, out.criteria));
  return out;
}

Batch read_batch(db::Tx& tx, const SubscribedView& view, std::uint64_t from, std::int64_t events_max,
                 std::int64_t bytes_max) {
  Batch out;
  out.next = from;
  out.more = true;
  out.seen_until = seen_until(tx);  // before the places are read: what gets one meanwhile counts as not seen
  std::int64_t bytes = 0;
  for (int look = 0; look < kLooksMax && out.events.empty() && out.more; ++look) {
    auto found = query::list_recorded(tx, view.organisation, view.criteria, out.next, kPlacesAtOnce);
    for (auto& event : found.events) {
      if (!is_recorded_since(event.body, view.since)) continue;
      bytes += static_cast<std::int64_t>(event.body.size());
      const bool full = static_cast<std::int64_t>(out.events.size()) == events_max || bytes > bytes_max;
      if (full && !out.events.empty()) {
        out.next = event.place;
        return out;
      }
      out.events.push_back(std::move(event.body));
    }
    out.next = found.next;
    out.more = found.more;
  }
  return out;
}

std::vector<std::string> read_places(db::Tx& tx, const SubscribedView& view, std::uint64_t from, std::uint64_t to) {
  std::vector<std::string> out;
  while (from < to) {
    const auto places = std::min<std::uint64_t>(to - from, kPlacesAtOnce);
    auto found = query::list_recorded(tx, view.organisation, view.criteria, from, static_cast<std::int64_t>(places));
    for (auto& event : found.events) {
      if (is_recorded_since(event.body, view.since)) out.push_back(std::move(event.body));
    }
    if (found.next <= from) throw std::logic_error("the log has lost places");
    from = found.next;
  }
  return out;
}

// Events that were recorded close to each other may have their places in another order; those that were recorded more
// than the slack later have later ones.
std::uint64_t place_to_look_at(db::Tx& tx, OrganisationId organisation, std::uint64_t place, Instant caught_up_at) {
  const auto newest = query::newest_place(tx);
  if (place + kPlacesAtOnce > newest && place > 0) return place;  // it is as good to look at all of them
  const auto first = store::find_first_recorded(tx, organisation, caught_up_at - kRecordTimeSlack);
  if (!first) return std::max(place, newest);
  const auto least = store::find_least_place(tx, organisation, *first, *first + kRecordTimeSlack);
  return std::max(place, least.value_or(newest));
}

std::string print_document(const SubscriberDocument& document, std::vector<std::string> events,
                           const std::vector<std::string>& company_prefixes) {
  const auto format = query::epc_format(document.epc_format).value_or(query::EpcFormat::digital_link);
  for (auto& event : events) event = query::in_format_of(event, format, company_prefixes);
  return query::result_document(events, document.query_name, document.made_at, document.subscription);
}

}  // namespace shanhai::traceability
