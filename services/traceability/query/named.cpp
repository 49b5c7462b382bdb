#include "services/traceability/query/named.hpp"

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::query {
namespace {

namespace q = sql::traceability;

NamedQuery read_named(const db::Row& row) {
  return {row.get<NamedQueryId>("id"), row.get<std::string>("name"), row.get<std::string>("definition")};
}

}  // namespace

std::optional<NamedQuery> find_named(db::Tx& tx, OrganisationId organisation, const std::string& name) {
  const auto rows = tx.query(q::query_find_named, {{"organisation", organisation}, {"name", name}});
  if (rows.empty()) return std::nullopt;
  return read_named(rows.front());
}

std::vector<NamedQuery> list_named(db::Tx& tx, OrganisationId organisation, const std::string& after,
                                   std::int64_t limit) {
  std::vector<NamedQuery> out;
  const auto rows = tx.query(q::query_list_named, {{"organisation", organisation}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_named(row));
  return out;
}

NamedCount count_named(db::Tx& tx, OrganisationId organisation) {
  const auto rows = tx.query(q::query_count_named, {{"organisation", organisation}});
  return {rows.front().get<std::int64_t>("queries"), rows.front().get<std::int64_t>("bytes")};
}

void lock_owner(db::Tx& tx, OrganisationId organisation) {
  tx.execute(q::query_lock_owner, {{"organisation", organisation}});
}

bool insert_named(db::Tx& tx, OrganisationId organisation, const NamedQuery& named, const std::string& actor) {
  return tx.try_insert(q::query_insert_named, {{"organisation", organisation},
                                               {"name", named.name},
                                               {"id", named.id},
                                               {"definition", named.definition},
                                               {"actor", actor},
                                               {"now", tx.now()}});
}

std::optional<NamedQuery> delete_named(db::Tx& tx, OrganisationId organisation, const std::string& name) {
  const auto rows = tx.query(q::query_lock_named, {{"organisation", organisation}, {"name", name}});
  if (rows.empty()) return std::nullopt;
  auto out = read_named(rows.front());
  tx.execute(q::query_delete_named, {{"organisation", organisation}, {"name", name}});
  return out;
}

Criteria criteria_of(const NamedQuery& named) { return parse(epcis::parse_node(named.definition).value()).value(); }

}  // namespace shanhai::traceability::query
