// Versions of organisations and products in SQL.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/units/domain.hpp"

namespace shanhai::measurement::store {

// One that is there already is left as it is.
void insert_organisation_version(db::Tx& tx, const UnitVersion& version, std::int64_t sequence);
std::optional<UnitVersion> find_newest_version(db::Tx& tx, OrganisationId organisation);
// Everything that is on record of the given ones, by organisation and version.
std::vector<UnitVersion> list_versions(db::Tx& tx, const std::vector<OrganisationId>& organisations);
// Those that ever stood directly below one of them.
std::vector<OrganisationId> list_subordinates(db::Tx& tx, const std::vector<OrganisationId>& superiors);
// Budget units that were active on the day, as they were then, behind `after` in order of id.
std::vector<UnitVersion> list_budget_units(db::Tx& tx, const DivisionSet& regions, Date day, OrganisationId after,
                                           std::int64_t limit);

void insert_product_version(db::Tx& tx, ProductId product, std::int64_t version, OrganisationId supplier,
                            const std::string& name, Date valid_from, std::int64_t sequence);
// As the newest version says.
std::map<OrganisationId, std::string> list_organisation_names(db::Tx& tx,
                                                              const std::vector<OrganisationId>& organisations);
std::map<ProductId, std::string> list_product_names(db::Tx& tx, const std::vector<ProductId>& products);

// For an IN beside a flag that says whether it matters.
db::Value list_or_any(const std::vector<std::string>& codes);
db::Value list_or_any(const std::vector<OrganisationId>& ids);

}  // namespace shanhai::measurement::store
