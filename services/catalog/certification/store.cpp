#include "services/catalog/certification/store.hpp"

#include "common/base/divisions.hpp"
#include "services/catalog/files/store.hpp"
#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

std::optional<CertificationRow> read_certification(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  CertificationRow out;
  out.id = row.get<CertificationId>("id");
  out.product = row.get<ProductId>("product_id");
  out.supplier = row.get<OrganisationId>("supplier_id");
  out.production_county = row.get<std::string>("production_county");
  out.product_name = row.get<std::string>("product_name");
  out.status = row.get<CertificationStatus>("status");
  out.households = row.get<std::int64_t>("households");
  out.benefit_method = row.get<BenefitMethod>("benefit_method");
  out.statement = row.get<std::string>("statement");
  out.file = row.get<FileId>("file_id");
  out.valid_months = row.get<std::int64_t>("valid_months");
  out.open_objections = row.get<std::int64_t>("open_objections");
  out.publicity_ends_at = row.find<Instant>("publicity_ends_at");
  out.valid_from = row.find<Instant>("valid_from");
  out.valid_to = row.find<Instant>("valid_to");
  out.revoked_at = row.find<Instant>("revoked_at");
  out.version = row.get<std::int64_t>("version");
  out.event_version = row.get<std::int64_t>("event_version");
  out.created_at = row.get<Instant>("created_at");
  return out;
}

db::Params scoped(std::string_view name, CertificationId id, const Scope& scope) {
  return {{name, id},
          {"everything", scope.everything},
          {"own_supplier", scope.own_supplier},
          {"own_county", scope.own_county}};
}

void update_guarded(db::Tx& tx, CertificationRow& row, const db::Query& query, db::Params more) {
  more.push_back({"id", row.id});
  more.push_back({"version", row.version});
  more.push_back({"now", tx.now()});
  if (tx.execute(query, more) != 1) throw std::logic_error("a locked certification changed");
  ++row.version;
}

CertificationListItem read_list_item(const db::Row& row) {
  CertificationListItem item;
  item.certification_id = row.get<CertificationId>("id");
  item.product_id = row.get<ProductId>("product_id");
  item.product_name = row.get<std::string>("product_name");
  item.supplier_id = row.get<OrganisationId>("supplier_id");
  item.production_county = row.get<std::string>("production_county");
  item.production_county_name = full_division_name(item.production_county);
  item.status = row.get<CertificationStatus>("status");
  item.households = row.get<std::int64_t>("households");
  item.publicity_ends_at = row.find<Instant>("publicity_ends_at");
  item.valid_from = row.find<Instant>("valid_from");
  item.valid_to = row.find<Instant>("valid_to");
  item.open_objections = row.get<std::int64_t>("open_objections");
  item.version = row.get<std::int64_t>("version");
  return item;
}

db::Value statuses_of(const std::optional<CertificationStatus>& status) {
  if (status) return db::Value::list({*status});
  return db::Value::list({CertificationStatus::applied, CertificationStatus::publicity, CertificationStatus::valid,
                          CertificationStatus::refused, CertificationStatus::revoked});
}

}  // namespace

std::optional<CertificationRow> find_certification(db::Tx& tx, CertificationId id, const Scope& scope) {
  return read_certification(tx.query(sql::find_certification, scoped("id", id, scope)));
}

std::optional<CertificationRow> lock_certification(db::Tx& tx, CertificationId id, const Scope& scope) {
  return read_certification(tx.query(sql::lock_certification, scoped("id", id, scope)));
}

std::vector<CertificationListItem> list_certifications(db::Tx& tx, const Scope& scope,
                                                       std::optional<CertificationStatus> status,
                                                       CertificationId before, std::int64_t limit) {
  db::Params params = {{"before", before}, {"statuses", statuses_of(status)}, {"limit", limit}};
  const db::Query* query = &sql::list_certifications;
  if (scope.own_supplier) {
    query = &sql::list_certifications_of_supplier;
    params.push_back({"supplier", scope.own_supplier});
  } else if (scope.own_county) {
    query = &sql::list_certifications_of_county;
    params.push_back({"county", scope.own_county});
  } else if (!scope.everything) {
    return {};
  }
  std::vector<CertificationListItem> out;
  for (const auto row : tx.query(*query, params)) out.push_back(read_list_item(row));
  return out;
}

std::vector<PublicCertification> list_public_certifications(db::Tx& tx, CertificationId before, std::int64_t limit) {
  std::vector<PublicCertification> out;
  for (const auto row :
       tx.query(sql::list_public_certifications, {{"before", before}, {"now", tx.now()}, {"limit", limit}})) {
    PublicCertification item;
    item.certification_id = row.get<CertificationId>("id");
    item.product_id = row.get<ProductId>("product_id");
    item.product_name = row.get<std::string>("product_name");
    item.supplier_id = row.get<OrganisationId>("supplier_id");
    item.supplier_name = row.get<std::string>("supplier_name");
    item.production_county = row.get<std::string>("production_county");
    item.production_county_name = full_division_name(item.production_county);
    item.status = row.get<CertificationStatus>("status");
    item.households = row.get<std::int64_t>("households");
    item.benefit_method = row.get<BenefitMethod>("benefit_method");
    item.publicity_ends_at = row.find<Instant>("publicity_ends_at");
    item.valid_from = row.find<Instant>("valid_from");
    item.valid_to = row.find<Instant>("valid_to");
    out.push_back(std::move(item));
  }
  return out;
}

std::vector<CertificationId> list_publicity_over(db::Tx& tx, std::int64_t limit) {
  std::vector<CertificationId> out;
  for (const auto row : tx.query(sql::list_publicity_over, {{"now", tx.now()}, {"limit", limit}})) {
    out.push_back(row.get<CertificationId>("id"));
  }
  return out;
}

bool has_live_certification(db::Tx& tx, ProductId product) {
  for (const auto row : tx.query(sql::list_certifications_of_product, {{"product", product}})) {
    if (is_live(row.get<CertificationStatus>("status"), row.find<Instant>("valid_to"), tx.now())) return true;
  }
  return false;
}

std::vector<EligibilityWindow> list_eligibility_windows(db::Tx& tx, ProductId product) {
  std::vector<EligibilityWindow> out;
  for (const auto row : tx.query(sql::list_certifications_of_product, {{"product", product}})) {
    const auto from = row.find<Instant>("valid_from");
    const auto to = row.find<Instant>("valid_to");
    if (!from || !to) continue;
    out.push_back({row.get<CertificationId>("id"), *from, *to, row.find<Instant>("revoked_at"),
                   row.get<std::int64_t>("households")});
  }
  return out;
}

bool was_ever_published(db::Tx& tx, ProductId product) {
  return !tx.query(sql::find_published_version, {{"product", product}}).empty();
}

void insert_certification(db::Tx& tx, const CertificationRow& row) {
  tx.execute(sql::insert_certification, {{"id", row.id},
                                         {"product", row.product},
                                         {"supplier", row.supplier},
                                         {"production_county", row.production_county},
                                         {"product_name", row.product_name},
                                         {"households", row.households},
                                         {"benefit_method", row.benefit_method},
                                         {"statement", row.statement},
                                         {"file", row.file},
                                         {"now", tx.now()}});
}

void update_reviewed(db::Tx& tx, CertificationRow& row) {
  update_guarded(
      tx, row, sql::update_certification_reviewed,
      {{"status", row.status}, {"valid_months", row.valid_months}, {"publicity_ends_at", row.publicity_ends_at}});
}

void update_valid(db::Tx& tx, CertificationRow& row) {
  update_guarded(tx, row, sql::update_certification_valid,
                 {{"valid_from", row.valid_from}, {"valid_to", row.valid_to}});
  ++row.event_version;
}

void update_refused(db::Tx& tx, CertificationRow& row) {
  update_guarded(tx, row, sql::update_certification_refused, {});
}

void update_dismissed(db::Tx& tx, CertificationRow& row) {
  update_guarded(tx, row, sql::update_certification_dismissed, {});
}

void update_revoked(db::Tx& tx, CertificationRow& row) {
  update_guarded(tx, row, sql::update_certification_revoked, {});
  ++row.event_version;
}

void add_open_objection(db::Tx& tx, CertificationRow& row) { update_guarded(tx, row, sql::add_open_objection, {}); }

void insert_objection(db::Tx& tx, CertificationId certification, ObjectionId id, const std::string& text,
                      const std::optional<std::string>& sealed_contact) {
  db::Value contact = nullptr;
  if (sealed_contact) contact = db::Bytes{*sealed_contact};
  tx.execute(sql::insert_objection,
             {{"certification", certification}, {"id", id}, {"text", text}, {"contact", contact}, {"now", tx.now()}});
}

void decide_objections(db::Tx& tx, CertificationId certification, ObjectionState state) {
  tx.execute(sql::decide_objections, {{"certification", certification}, {"state", state}, {"now", tx.now()}});
}

std::vector<ObjectionRow> list_objections(db::Tx& tx, CertificationId certification) {
  std::vector<ObjectionRow> out;
  for (const auto row : tx.query(sql::list_objections, {{"certification", certification}})) {
    ObjectionRow objection;
    objection.view.objection_id = row.get<ObjectionId>("id");
    objection.view.text = row.get<std::string>("text");
    objection.view.state = row.get<ObjectionState>("state");
    objection.view.received_at = row.get<Instant>("created_at");
    objection.view.decided_at = row.find<Instant>("decided_at");
    if (auto sealed = row.find<db::Bytes>("contact")) objection.sealed_contact = std::move(sealed->value);
    out.push_back(std::move(objection));
  }
  return out;
}

void insert_certification_history(db::Tx& tx, const CertificationRow& row, const Change& change) {
  tx.execute(sql::insert_certification_history, {{"certification", row.id},
                                                 {"version", row.version},
                                                 {"status", row.status},
                                                 {"actor", change.actor},
                                                 {"reason", change.reason},
                                                 {"now", tx.now()}});
}

std::vector<HistoryStep> list_certification_history(db::Tx& tx, CertificationId certification) {
  std::vector<HistoryStep> out;
  for (const auto row : tx.query(sql::list_certification_history, {{"certification", certification}})) {
    out.push_back({row.get<std::int64_t>("version"), row.get<std::string>("status"), row.get<std::string>("actor"),
                   row.get<std::string>("reason"), row.get<Instant>("occurred_at")});
  }
  return out;
}

std::optional<FileView> find_evidence_file(db::Tx& tx, CertificationId certification, const Scope& scope) {
  const auto rows = tx.query(sql::find_evidence_file, scoped("certification", certification, scope));
  if (rows.empty()) return std::nullopt;
  return read_file_row(rows.front());
}

}  // namespace shanhai::catalog::store
