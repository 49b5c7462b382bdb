#include "services/catalog/supplier/store.hpp"

#include "common/base/divisions.hpp"
#include "services/catalog/files/store.hpp"
#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

std::optional<SupplierRow> read_supplier(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  SupplierRow out;
  out.id = row.get<OrganisationId>("id");
  out.legal_name = row.get<std::string>("legal_name");
  out.kind = row.get<SupplierKind>("kind");
  out.uscc = row.get<std::string>("uscc");
  out.registration_county = row.get<std::string>("registration_county");
  out.status = row.get<SupplierStatus>("status");
  out.data_key = row.get<db::Bytes>("data_key").value;
  if (auto sealed = row.find<db::Bytes>("contact_name")) out.contact_name = std::move(sealed->value);
  out.sample = row.get<bool>("sample");
  out.reverify_by = row.find<Date>("reverify_by");
  out.reverify_asked_at = row.find<Instant>("reverify_asked_at");
  out.reverify_answered = row.get<bool>("reverify_answered");
  out.version = row.get<std::int64_t>("version");
  out.created_at = row.get<Instant>("created_at");
  out.updated_at = row.get<Instant>("updated_at");
  return out;
}

db::Params scoped(OrganisationId id, const Scope& scope) {
  return {{"id", id},
          {"everything", scope.everything},
          {"own_supplier", scope.own_supplier},
          {"own_county", scope.own_county}};
}

db::Value sealed_contact(const SupplierRow& row) {
  if (!row.contact_name) return nullptr;
  return db::Bytes{*row.contact_name};
}

db::Value statuses_of(const std::optional<SupplierStatus>& status) {
  if (status) return db::Value::list({*status});
  return db::Value::list({SupplierStatus::applied, SupplierStatus::recommended, SupplierStatus::approved,
                          SupplierStatus::refused, SupplierStatus::suspended});
}

SupplierListItem read_list_item(const db::Row& row) {
  SupplierListItem item;
  item.supplier_id = row.get<OrganisationId>("id");
  item.legal_name = row.get<std::string>("legal_name");
  item.kind = row.get<SupplierKind>("kind");
  item.registration_county = row.get<std::string>("registration_county");
  item.registration_county_name = full_division_name(item.registration_county);
  item.status = row.get<SupplierStatus>("status");
  item.version = row.get<std::int64_t>("version");
  item.updated_at = row.get<Instant>("updated_at");
  return item;
}

}  // namespace

std::optional<SupplierRow> find_supplier(db::Tx& tx, OrganisationId id, const Scope& scope) {
  return read_supplier(tx.query(sql::find_supplier, scoped(id, scope)));
}

std::optional<SupplierRow> lock_supplier(db::Tx& tx, OrganisationId id, const Scope& scope) {
  return read_supplier(tx.query(sql::lock_supplier, scoped(id, scope)));
}

bool insert_supplier(db::Tx& tx, const SupplierRow& row) {
  return tx.try_insert(sql::insert_supplier, {{"id", row.id},
                                              {"legal_name", row.legal_name},
                                              {"kind", row.kind},
                                              {"uscc", row.uscc},
                                              {"registration_county", row.registration_county},
                                              {"status", row.status},
                                              {"data_key", db::Bytes{row.data_key}},
                                              {"contact_name", sealed_contact(row)},
                                              {"sample", row.sample},
                                              {"now", tx.now()}});
}

void update_supplier_application(db::Tx& tx, const SupplierRow& row) {
  const auto matched = tx.execute(sql::update_supplier_application, {{"id", row.id},
                                                                     {"version", row.version},
                                                                     {"legal_name", row.legal_name},
                                                                     {"kind", row.kind},
                                                                     {"uscc", row.uscc},
                                                                     {"registration_county", row.registration_county},
                                                                     {"status", row.status},
                                                                     {"contact_name", sealed_contact(row)},
                                                                     {"now", tx.now()}});
  if (matched != 1) throw std::logic_error("a locked supplier changed");
}

void update_supplier_status(db::Tx& tx, const SupplierRow& row, SupplierStatus status) {
  const auto matched = tx.execute(sql::update_supplier_status, {{"id", row.id},
                                                                {"version", row.version},
                                                                {"status", status},
                                                                {"admitted", status == SupplierStatus::approved},
                                                                {"now", tx.now()}});
  if (matched != 1) throw std::logic_error("a locked supplier changed");
}

void update_supplier_reverification(db::Tx& tx, SupplierRow& row) {
  const auto matched = tx.execute(sql::update_supplier_reverification, {{"id", row.id},
                                                                        {"version", row.version},
                                                                        {"reverify_by", row.reverify_by},
                                                                        {"asked_at", row.reverify_asked_at},
                                                                        {"answered", row.reverify_answered},
                                                                        {"now", tx.now()}});
  if (matched != 1) throw std::logic_error("a locked supplier changed");
  ++row.version;
  row.updated_at = tx.now();
}

bool has_answered(db::Tx& tx, OrganisationId supplier, Instant since) {
  return !tx.query(sql::find_licence_answer, {{"supplier", supplier}, {"since", since}}).empty();
}

std::vector<OrganisationId> list_overdue_suppliers(db::Tx& tx, Date today, std::int64_t limit) {
  std::vector<OrganisationId> out;
  const auto rows = tx.query(sql::list_overdue_suppliers, {{"today", today}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<OrganisationId>("id"));
  return out;
}

std::vector<SupplierListItem> list_suppliers(db::Tx& tx, const Scope& scope, const SupplierQuery& query,
                                             OrganisationId after, std::int64_t limit) {
  // A reviewer's own county wins over the one asked for: asking for another finds nothing.
  std::optional<std::string> county;
  if (query.county) county = query.county->str();
  if (scope.own_county) {
    if (county && *county != *scope.own_county) return {};
    county = scope.own_county;
  } else if (!scope.everything) {
    return {};
  }
  db::Params params = {{"after", after}, {"statuses", statuses_of(query.status)}, {"limit", limit}};
  if (county) params.push_back({"county", *county});
  std::vector<SupplierListItem> out;
  for (const auto row : tx.query(county ? sql::list_suppliers_of_county : sql::list_suppliers, params)) {
    out.push_back(read_list_item(row));
  }
  return out;
}

void insert_supplier_history(db::Tx& tx, OrganisationId supplier, std::int64_t version, SupplierStatus status,
                             const Change& change) {
  tx.execute(sql::insert_supplier_history, {{"supplier", supplier},
                                            {"version", version},
                                            {"status", status},
                                            {"actor", change.actor},
                                            {"reason", change.reason},
                                            {"now", tx.now()}});
}

std::vector<HistoryStep> list_supplier_history(db::Tx& tx, OrganisationId supplier) {
  std::vector<HistoryStep> out;
  for (const auto row : tx.query(sql::list_supplier_history, {{"supplier", supplier}})) {
    out.push_back({row.get<std::int64_t>("version"), row.get<std::string>("status"), row.get<std::string>("actor"),
                   row.get<std::string>("reason"), row.get<Instant>("occurred_at")});
  }
  return out;
}

bool claim_uscc(db::Tx& tx, const std::string& uscc, OrganisationId supplier) {
  if (tx.try_insert(sql::claim_uscc, {{"uscc", uscc}, {"supplier", supplier}})) return true;
  const auto holder = tx.query(sql::find_uscc_holder, {{"uscc", uscc}});
  return !holder.empty() && holder.front().get<OrganisationId>("supplier_id") == supplier;
}

void insert_licence(db::Tx& tx, OrganisationId supplier, const LicenceView& licence) {
  tx.execute(sql::insert_licence, {{"supplier", supplier},
                                   {"id", licence.licence_id},
                                   {"kind", licence.kind},
                                   {"number", licence.number},
                                   {"valid_to", licence.valid_to},
                                   {"file", licence.file.file_id},
                                   {"standing", licence.standing},
                                   {"now", tx.now()}});
}

void replace_licences(db::Tx& tx, OrganisationId supplier) {
  tx.execute(sql::replace_licences, {{"supplier", supplier}});
}

std::vector<LicenceView> list_licences(db::Tx& tx, OrganisationId supplier) {
  const auto today = china_date(tx.now());
  std::vector<LicenceView> out;
  for (const auto row : tx.query(sql::list_licences, {{"supplier", supplier}})) {
    LicenceView licence;
    licence.licence_id = row.get<LicenceId>("id");
    licence.kind = row.get<LicenceKind>("kind");
    licence.number = row.get<std::string>("number");
    licence.valid_to = row.get<Date>("valid_to");
    licence.expired = licence.valid_to < today;
    licence.file = read_file_row(row);
    licence.standing = row.get<LicenceStanding>("standing");
    const auto decided_by = row.get<std::string>("decided_by");
    if (!decided_by.empty()) {
      licence.decided_by = decided_by;
      licence.decided_reason = row.get<std::string>("decided_reason");
    }
    out.push_back(std::move(licence));
  }
  return out;
}

std::vector<Licence> list_licence_facts(db::Tx& tx, OrganisationId supplier) {
  std::vector<Licence> out;
  for (const auto& licence : list_licences(tx, supplier)) {
    if (licence.standing == LicenceStanding::confirmed) out.push_back({licence.kind, licence.number, licence.valid_to});
  }
  return out;
}

bool decide_licence(db::Tx& tx, OrganisationId supplier, LicenceId licence, LicenceStanding standing,
                    const Change& change) {
  return tx.execute(sql::update_licence_standing, {{"supplier", supplier},
                                                   {"licence", licence},
                                                   {"standing", standing},
                                                   {"actor", change.actor},
                                                   {"reason", change.reason}}) == 1;
}

std::vector<LicenceKey> list_ending_licences(db::Tx& tx, Date until, std::int64_t limit) {
  std::vector<LicenceKey> out;
  const auto rows = tx.query(sql::list_ending_licences, {{"until", until}, {"limit", limit}});
  for (const auto row : rows) out.push_back({row.get<OrganisationId>("supplier_id"), row.get<LicenceId>("id")});
  return out;
}

bool mark_licence_reminded(db::Tx& tx, const LicenceKey& key) {
  return tx.execute(sql::mark_licence_reminded, {{"supplier", key.supplier}, {"licence", key.licence}}) == 1;
}

std::optional<FileView> find_licence_file(db::Tx& tx, OrganisationId supplier, LicenceId licence, const Scope& scope) {
  const auto rows = tx.query(sql::find_licence_file, {{"supplier", supplier},
                                                      {"licence", licence},
                                                      {"everything", scope.everything},
                                                      {"own_supplier", scope.own_supplier},
                                                      {"own_county", scope.own_county}});
  if (rows.empty()) return std::nullopt;
  return read_file_row(rows.front());
}

std::vector<OrganisationId> list_lapsed_licences(db::Tx& tx, Date today, std::int64_t limit) {
  std::vector<OrganisationId> out;
  for (const auto row : tx.query(sql::list_lapsed_licences, {{"today", today}, {"limit", limit}})) {
    out.push_back(row.get<OrganisationId>("supplier_id"));
  }
  return out;
}

void mark_licences_lapsed(db::Tx& tx, OrganisationId supplier, Date today) {
  tx.execute(sql::mark_licences_lapsed, {{"supplier", supplier}, {"today", today}});
}

}  // namespace shanhai::catalog::store
