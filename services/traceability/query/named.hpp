// Queries that suppliers keep under a name: views on their organisation's events (EPCIS 2.0, section 12.7).
#pragma once

#include <functional>

#include "common/db/transaction.hpp"
#include "services/traceability/query/criteria.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

SHANHAI_ID(NamedQueryId, "nqy");  // another one for each POST: a name that was freed may be taken again

namespace query {

struct NamedQuery {
  NamedQueryId id;
  std::string name;        // once for an organisation
  std::string definition;  // the query object, canonical JSON; parse() accepts it
};

// nullopt: the organisation has none of that name.
std::optional<NamedQuery> find_named(db::Tx& tx, OrganisationId organisation, const std::string& name);
// By name, those behind `after`.
std::vector<NamedQuery> list_named(db::Tx& tx, OrganisationId organisation, const std::string& after,
                                   std::int64_t limit);
struct NamedCount {
  std::int64_t queries = 0, bytes = 0;  // of definitions
};
// Until the transaction ends nobody else adds to the organisation's queries.
void lock_owner(db::Tx& tx, OrganisationId organisation);
NamedCount count_named(db::Tx& tx, OrganisationId organisation);
// False: the name is taken.
bool insert_named(db::Tx& tx, OrganisationId organisation, const NamedQuery& named, const std::string& actor);
// nullopt: there is none. Its subscriptions end with it: see OnRemoved.
std::optional<NamedQuery> delete_named(db::Tx& tx, OrganisationId organisation, const std::string& name);

// Runs in the transaction that deletes a query.
using OnRemoved = std::function<void(db::Tx&, OrganisationId, const NamedQuery&)>;

Criteria criteria_of(const NamedQuery& named);

}  // namespace query
}  // namespace shanhai::traceability
