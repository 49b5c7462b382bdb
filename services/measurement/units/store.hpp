// Versions of organisations and products in SQL. What asks for them `known` by a number of identity's stream sees what
// had been told by then.
#pragma once

#include <limits>

#include "common/db/transaction.hpp"
#include "services/measurement/units/domain.hpp"

namespace shanhai::measurement {

// All that has been told.
inline constexpr std::int64_t kNewestUnits = std::numeric_limits<std::int64_t>::max();
inline constexpr Date kEndOfDays = std::chrono::year(9999) / 12 / 31;

namespace store {

// How far identity's stream has come: the number, and the greatest China day by then.
struct Told {
  std::int64_t sequence = 0;
  Date told_on = std::chrono::year(1970) / 1 / 1;
};
Told last_told(db::Tx& tx, Date day);  // by the end of the day
std::optional<Told> first_told_after(db::Tx& tx, Date day);

// One that is there already is left as it is.
void insert_organisation_version(db::Tx& tx, const UnitVersion& version, const Told& told);
// As told last of the membership.
struct MemberVersion {
  OrganisationId organisation;
  AccountId account;
  IdBytes membership{};
  bool ended = false;
};
void put_organisation_member(db::Tx& tx, const MemberVersion& member);
std::optional<UnitVersion> find_newest_version(db::Tx& tx, OrganisationId organisation);
// As told last, of those that are active; the first by id.
std::optional<OrganisationId> find_active_by_code(db::Tx& tx, std::string_view uscc);
// By organisation and version.
std::vector<UnitVersion> list_versions(db::Tx& tx, const std::vector<OrganisationId>& organisations,
                                       std::int64_t known);
// Those that ever stood directly below one of them.
std::vector<OrganisationId> list_subordinates(db::Tx& tx, const std::vector<OrganisationId>& superiors,
                                              std::int64_t known);
// Those that ever were budget units of one of the regions, in order of id.
std::vector<OrganisationId> list_budget_units(db::Tx& tx, const DivisionSet& regions, std::int64_t known);

void insert_product_version(db::Tx& tx, ProductId product, std::int64_t version, OrganisationId supplier,
                            const std::string& name, Date valid_from, std::int64_t sequence);
// As the newest version says.
std::map<OrganisationId, std::string> list_organisation_names(db::Tx& tx,
                                                              const std::vector<OrganisationId>& organisations);
std::map<ProductId, std::string> list_product_names(db::Tx& tx, const std::vector<ProductId>& products);

}  // namespace store
}  // namespace shanhai::measurement
