#include "services/identity/organisations/store.hpp"

#include "services/identity/organisations/domain.hpp"
#include "sql/identity_queries.hpp"

namespace shanhai::identity::store {
namespace {

namespace statements = ::shanhai::sql::identity;

Organisation read_facts(const db::Row& row) {
  Organisation facts;
  facts.id = row.get<OrganisationId>("id");
  facts.kind = row.get<OrganisationKind>("kind");
  facts.status = row.get<OrganisationStatus>("status");
  facts.name = row.get<std::string>("name");
  facts.uscc = row.get<std::string>("uscc");
  facts.region = row.get<std::string>("region");
  facts.superior = row.find<OrganisationId>("superior");
  facts.version = row.get<std::int64_t>("version");
  return facts;
}

std::optional<StoredOrganisation> read(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return StoredOrganisation{read_facts(row), row.get<db::Bytes>("data_key").value, row.get<Instant>("created_at")};
}

// What the unique key sees: the code while the organisation stands for it.
db::Value held_uscc(const Organisation& facts) {
  if (facts.uscc.empty() || !holds_uscc(facts.status)) return nullptr;
  return facts.uscc;
}

// A look before the write: an error inside a statement would say the same, but as an exception.
bool uscc_is_free(db::Tx& tx, const Organisation& facts) {
  if (facts.uscc.empty() || !holds_uscc(facts.status)) return true;
  const auto rows = tx.query(statements::organisation_uscc_holder, {{"uscc", facts.uscc}});
  return rows.empty() || rows.front().get<OrganisationId>("id") == facts.id;
}

}  // namespace

std::optional<StoredOrganisation> find_organisation(db::Tx& tx, OrganisationId id) {
  return read(tx.query(statements::organisation_find, {{"id", id}}));
}

std::optional<StoredOrganisation> lock_organisation(db::Tx& tx, OrganisationId id) {
  return read(tx.query(statements::organisation_lock, {{"id", id}}));
}

std::vector<Organisation> list_organisations(db::Tx& tx, OrganisationStatus status, OrganisationId after,
                                             std::int64_t limit) {
  std::vector<Organisation> out;
  const auto rows = tx.query(statements::organisation_list, {{"status", status}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_facts(row));
  return out;
}

bool insert_organisation(db::Tx& tx, const StoredOrganisation& organisation) {
  const auto& facts = organisation.facts;
  return tx.try_insert(statements::organisation_insert, {{"id", facts.id},
                                                         {"kind", facts.kind},
                                                         {"status", facts.status},
                                                         {"name", facts.name},
                                                         {"uscc", facts.uscc},
                                                         {"uscc_held", held_uscc(facts)},
                                                         {"region", facts.region},
                                                         {"superior", facts.superior},
                                                         {"data_key", db::Bytes{organisation.data_key}},
                                                         {"now", tx.now()}});
}

std::optional<std::int64_t> update_status(db::Tx& tx, const Organisation& facts) {
  if (!uscc_is_free(tx, facts)) return std::nullopt;
  try {
    const auto matched = tx.execute(
        statements::organisation_update_status,
        {{"id", facts.id}, {"version", facts.version}, {"status", facts.status}, {"uscc_held", held_uscc(facts)}});
    if (matched != 1) throw std::logic_error("an organisation is changed under its lock");
  } catch (const db::DuplicateKey&) {  // taken since the look
    return std::nullopt;
  }
  return facts.version + 1;
}

void insert_proof(db::Tx& tx, OrganisationId organisation, const Proof& proof) {
  tx.execute(statements::organisation_proof_insert, {{"organisation", organisation},
                                                     {"document_name", db::Bytes{proof.document_name}},
                                                     {"media_type", proof.media_type},
                                                     {"content", db::Bytes{proof.content}},
                                                     {"sha256", db::Bytes{proof.sha256}},
                                                     {"now", tx.now()}});
}

std::optional<Proof> find_proof(db::Tx& tx, OrganisationId organisation) {
  const auto rows = tx.query(statements::organisation_proof_find, {{"organisation", organisation}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return Proof{row.get<db::Bytes>("document_name").value, row.get<std::string>("media_type"),
               row.get<db::Bytes>("content").value, row.get<db::Bytes>("sha256").value,
               row.get<Instant>("received_at")};
}

}  // namespace shanhai::identity::store
