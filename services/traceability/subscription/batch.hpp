// What a subscription is sent at once: events that match its query, in the log's order, from where it stands.
#pragma once

#include <string>
#include <vector>

#include "services/traceability/epcis/names.hpp"
#include "services/traceability/query/document.hpp"
#include "services/traceability/query/named.hpp"
#include "services/traceability/query/store.hpp"

namespace shanhai::traceability {

// What a subscription sees.
struct SubscribedView {
  OrganisationId organisation;
  query::Criteria criteria;
  Instant since{};  // events recorded before are none of it
};

// too_large: master data that the query asks about.
Result<SubscribedView> subscribed_view(db::Tx& tx, OrganisationId organisation, const epcis::Names& names,
                                       const query::NamedQuery& named, Instant since);

struct Batch {
  std::vector<std::string> events;  // documents
  std::uint64_t next = 0;           // the place to go on at
  bool more = false;                // there are places behind it already
  Instant seen_until{};             // what was recorded before then and had been committed has its place by now
};

// At most `events_max` events and `bytes_max` bytes, but one event at least. Looks at a bounded number of places: a
// batch without events may have `more`.
Batch read_batch(db::Tx& tx, const SubscribedView& view, std::uint64_t from, std::int64_t events_max,
                 std::int64_t bytes_max);
// What was a batch before: the matching events of exactly these places.
std::vector<std::string> read_places(db::Tx& tx, const SubscribedView& view, std::uint64_t from, std::uint64_t to);

// The first place, not before `place`, that may hold one of the organisation's events, for who has seen everything
// before `place` and everything that was recorded until `caught_up_at`. Spares reading what others have recorded since.
std::uint64_t place_to_look_at(db::Tx& tx, OrganisationId organisation, std::uint64_t place, Instant caught_up_at);

// The EPCISQueryDocument that a subscriber is sent.
struct SubscriberDocument {
  std::string query_name, subscription, epc_format;
  Instant made_at{};
};
std::string print_document(const SubscriberDocument& document, std::vector<std::string> events,
                           const std::vector<std::string>& company_prefixes);

}  // namespace shanhai::traceability
