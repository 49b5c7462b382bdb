// Stored events as queries find them. Each function names the organisation whose events it may see.
#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/epcis/names.hpp"
#include "services/traceability/query/criteria.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability::query {

// What an index says of a condition: an event fulfils it only if it has one of the values in one of the kinds.
struct IndexedValues {
  std::vector<epcis::IndexKind> kinds;
  std::vector<std::string> digests;  // epcis::value_digest()
};
// In the order of ids; nullopt: more than `limit`.
std::optional<std::vector<EpcisEventId>> find_events(db::Tx& tx, OrganisationId organisation,
                                                     const IndexedValues& values, std::size_t limit);
// Those of `events` that have one of the values, in order of ids.
std::vector<EpcisEventId> keep_events(db::Tx& tx, OrganisationId organisation, const IndexedValues& values,
                                      const std::vector<EpcisEventId>& events);

// Values as text, of a kind whose values are kept so.
struct TextValue {
  std::string digest, text;
  auto operator<=>(const TextValue&) const = default;
};
std::vector<TextValue> list_values(db::Tx& tx, OrganisationId organisation, epcis::IndexKind kind,
                                   const std::string& after_digest, std::int64_t limit);  // in order of digests
std::vector<TextValue> list_values_of(db::Tx& tx, OrganisationId organisation, epcis::IndexKind kind,
                                      std::string_view beginning, std::int64_t limit);  // in no order
bool has_value(db::Tx& tx, OrganisationId organisation, const std::vector<epcis::IndexKind>& kinds,
               const std::string& value);

// An event's place in an order: by a time, then by id.
struct Place {
  Instant at{};
  EpcisEventId id;
  auto operator<=>(const Place&) const = default;
};
enum class Order { happened, recorded };
struct Period {
  Instant from, to;  // `to` is exclusive
};
// The next ones behind `after`, or before it where `backwards`.
std::vector<Place> scan(db::Tx& tx, OrganisationId organisation, Order order, bool backwards, Place after,
                        Period period, std::size_t limit);
std::vector<Place> list_places(db::Tx& tx, OrganisationId organisation, Order order,
                               const std::vector<EpcisEventId>& events);  // in no order

// As many of the first as fit into `bytes_max`, one at least; in order of `events`.
std::vector<std::string> list_bodies(db::Tx& tx, OrganisationId organisation, const std::vector<EpcisEventId>& events,
                                     std::int64_t bytes_max);
// What is stored under an eventID: the event, and error declarations of it, as many as fit; one at least.
std::vector<std::string> list_events_by_id(db::Tx& tx, OrganisationId organisation, const std::string& event_id,
                                           std::int64_t limit, std::int64_t bytes_max);

// Lets WD_, HASATTR_ and EQATTR_ see the organisation's master data, where the query has one of them. too_large.
Result<void> bind(db::Tx& tx, OrganisationId organisation, const epcis::Names& names, Criteria& criteria);

struct StoredEvent {
  OrganisationId organisation;
  EpcisEventId id;
  std::string body;  // canonical JSON-LD
  std::uint64_t place = 0;
};

// Events in the order in which the transparency log gave them their places (log_leaf.leaf_index). That order is gapless
// and follows commits: what has no place yet gets a higher one than everything that has, so who goes on at `next`
// misses nothing and sees nothing twice. Ids do not have this property: they are made before the commit. An event
// appears here within a second of its commit.
struct Recorded {
  std::vector<StoredEvent> events;  // in that order
  std::uint64_t next = 0;           // the place to go on at
  bool more = false;                // there are places behind `next` already
};
// The place behind the newest event.
std::uint64_t newest_place(db::Tx& tx);
// Of one organisation, those that match. Looks at no more than `places_max` places and 8 MB.
Recorded list_recorded(db::Tx& tx, OrganisationId organisation, const Criteria& criteria, std::uint64_t from,
                       std::int64_t places_max);
// Of everybody, whether they match or not, for who looks once for many queries: ask matches() for each.
Recorded list_recorded_of_all(db::Tx& tx, std::uint64_t from, std::int64_t places_max);

}  // namespace shanhai::traceability::query
