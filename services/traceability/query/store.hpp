// Stored events as queries find them. Each function names the organisation whose events it may see.
#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/query/criteria.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability::query {

struct StoredEvent {
  OrganisationId organisation;
  EpcisEventId id;
  std::string body;  // canonical JSON-LD
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
