#include "services/measurement/units/store.hpp"

#include "services/measurement/lists.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

constexpr std::int64_t kUnitsInOneRead = 1000;

UnitVersion read_version(const db::Row& row) {
  UnitVersion out;
  out.unit = row.get<OrganisationId>("organisation");
  out.version = row.get<std::int64_t>("version");
  out.superior = row.find<OrganisationId>("superior");
  out.region = row.get<std::string>("region");
  out.kind = row.get<std::string>("kind");
  out.status = row.get<std::string>("status");
  out.name = row.get<std::string>("name");
  out.uscc = row.get<std::string>("uscc");
  out.valid_from = row.get<Date>("valid_from");
  return out;
}

std::optional<Told> read_told(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return Told{rows.front().get<std::int64_t>("sequence"), rows.front().get<Date>("told_on")};
}

}  // namespace

Told last_told(db::Tx& tx, Date day) {
  return read_told(tx.query(q::organisation_version_find_last_told, {{"day", day}})).value_or(Told{});
}

std::optional<Told> first_told_after(db::Tx& tx, Date day) {
  return read_told(tx.query(q::organisation_version_find_first_told, {{"day", day}}));
}

void insert_organisation_version(db::Tx& tx, const UnitVersion& version, const Told& told) {
  tx.execute(q::organisation_version_insert, {{"organisation", version.unit},
                                              {"version", version.version},
                                              {"superior", version.superior},
                                              {"region", version.region},
                                              {"kind", version.kind},
                                              {"status", version.status},
                                              {"name", version.name},
                                              {"uscc", version.uscc},
                                              {"valid_from", version.valid_from},
                                              {"sequence", told.sequence},
                                              {"told_on", told.told_on}});
}

void put_organisation_member(db::Tx& tx, const MemberVersion& member) {
  tx.execute(q::organisation_member_put, {{"organisation", member.organisation},
                                          {"account", member.account},
                                          {"membership", OrganisationId(member.membership)},
                                          {"ended", member.ended}});
}

std::optional<UnitVersion> find_newest_version(db::Tx& tx, OrganisationId organisation) {
  const auto rows = tx.query(q::organisation_version_find_newest, {{"organisation", organisation}});
  if (rows.empty()) return std::nullopt;
  return read_version(rows.front());
}

std::optional<OrganisationId> find_active_by_code(db::Tx& tx, std::string_view uscc) {
  const auto rows = tx.query(q::organisation_version_find_active_by_code, {{"uscc", uscc}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<OrganisationId>("organisation");
}

std::vector<UnitVersion> list_versions(db::Tx& tx, const std::vector<OrganisationId>& organisations,
                                       std::int64_t known) {
  std::vector<UnitVersion> out;
  in_parts(organisations, [&](const std::vector<OrganisationId>& some) {
    const auto rows =
        tx.query(q::organisation_version_list, {{"organisations", db::Value::list_of(some)}, {"known", known}});
    for (const auto row : rows) out.push_back(read_version(row));
  });
  return out;
}

std::vector<OrganisationId> list_subordinates(db::Tx& tx, const std::vector<OrganisationId>& superiors,
                                              std::int64_t known) {
  std::vector<OrganisationId> out;
  in_parts(superiors, [&](const std::vector<OrganisationId>& some) {
    const auto rows =
        tx.query(q::organisation_version_list_below, {{"superiors", db::Value::list_of(some)}, {"known", known}});
    for (const auto row : rows) out.push_back(row.get<OrganisationId>("organisation"));
  });
  return out;
}

std::vector<OrganisationId> list_budget_units(db::Tx& tx, const DivisionSet& regions, std::int64_t known) {
  std::vector<OrganisationId> out;
  for (OrganisationId after;;) {
    const auto rows = tx.query(q::organisation_version_list_budget_units, {{"all_regions", regions.everything},
                                                                           {"regions", list_or_any(regions.codes)},
                                                                           {"known", known},
                                                                           {"after", after},
                                                                           {"limit", kUnitsInOneRead}});
    for (const auto row : rows) out.push_back(row.get<OrganisationId>("organisation"));
    if (rows.size() < static_cast<std::size_t>(kUnitsInOneRead)) return out;
    after = out.back();
  }
}

void insert_product_version(db::Tx& tx, ProductId product, std::int64_t version, OrganisationId supplier,
                            const std::string& name, Date valid_from, std::int64_t sequence) {
  tx.execute(q::product_version_insert, {{"product", product},
                                         {"version", version},
                                         {"supplier", supplier},
                                         {"name", name},
                                         {"valid_from", valid_from},
                                         {"recorded_sequence", sequence}});
}

std::map<OrganisationId, std::string> list_organisation_names(db::Tx& tx,
                                                              const std::vector<OrganisationId>& organisations) {
  std::map<OrganisationId, std::string> out;
  for (const auto& version : list_versions(tx, organisations, kNewestUnits))
    out[version.unit] = version.name;  // the newest is last
  return out;
}

std::map<ProductId, std::string> list_product_names(db::Tx& tx, const std::vector<ProductId>& products) {
  std::map<ProductId, std::string> out;
  in_parts(products, [&](const std::vector<ProductId>& some) {
    const auto rows = tx.query(q::product_version_list, {{"products", db::Value::list_of(some)}});
    for (const auto row : rows) out[row.get<ProductId>("product")] = row.get<std::string>("name");
  });
  return out;
}

}  // namespace shanhai::measurement::store
