// Suppliers in the database. What lies outside the scope is not found.
#pragma once

#include <optional>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/catalog/scope.hpp"
#include "services/catalog/supplier/api.hpp"

namespace shanhai::catalog::store {

struct SupplierRow {
  OrganisationId id;
  std::string legal_name;
  SupplierKind kind = SupplierKind::cooperative;
  std::string uscc;
  std::string registration_county;
  SupplierStatus status = SupplierStatus::applied;
  std::string data_key;                     // sealed
  std::optional<std::string> contact_name;  // sealed under data_key
  bool sample = false;
  std::optional<Date> reverify_by;           // the last day to prove its licences again
  std::optional<Instant> reverify_asked_at;  // when it was asked to; says nothing without reverify_by
  bool reverify_answered = false;
  std::int64_t version = 1;
  Instant created_at{};
  Instant updated_at{};
};

std::optional<SupplierRow> find_supplier(db::Tx& tx, OrganisationId id, const Scope& scope);
// The same under a row lock: who changes a supplier or what depends on its status locks it first.
std::optional<SupplierRow> lock_supplier(db::Tx& tx, OrganisationId id, const Scope& scope);

bool insert_supplier(db::Tx& tx, const SupplierRow& row);              // false: it exists
void update_supplier_application(db::Tx& tx, const SupplierRow& row);  // guarded by row.version
void update_supplier_status(db::Tx& tx, const SupplierRow& row, SupplierStatus status);
std::vector<SupplierListItem> list_suppliers(db::Tx& tx, const Scope& scope, const SupplierQuery& query,
                                             OrganisationId after, std::int64_t limit);

// Writes what `row` holds of a reverification and raises its version; guarded by the version it had.
void update_supplier_reverification(db::Tx& tx, SupplierRow& row);
// Admitted suppliers that did not prove their licences by a day before `today`.
std::vector<OrganisationId> list_overdue_suppliers(db::Tx& tx, Date today, std::int64_t limit);

void insert_supplier_history(db::Tx& tx, OrganisationId supplier, std::int64_t version, SupplierStatus status,
                             const Change& change);
std::vector<HistoryStep> list_supplier_history(db::Tx& tx, OrganisationId supplier);

// True where the credit code is, or from now on is, this supplier's.
bool claim_uscc(db::Tx& tx, const std::string& uscc, OrganisationId supplier);

void insert_licence(db::Tx& tx, OrganisationId supplier, const LicenceView& licence);
void replace_licences(db::Tx& tx, OrganisationId supplier);  // a new application counts from now on
std::vector<LicenceView> list_licences(db::Tx& tx, OrganisationId supplier);
std::vector<Licence> list_licence_facts(db::Tx& tx, OrganisationId supplier);  // confirmed ones
// Whether one waits, or one that was handed in at or after `since` is confirmed.
bool has_answered(db::Tx& tx, OrganisationId supplier, Instant since);
// False: it is not one that was handed in and waits.
bool decide_licence(db::Tx& tx, OrganisationId supplier, LicenceId licence, LicenceStanding standing,
                    const Change& change);
struct LicenceKey {
  OrganisationId supplier;
  LicenceId licence;
};
// That end on `until` or before, and whose holders were not told so.
std::vector<LicenceKey> list_ending_licences(db::Tx& tx, Date until, std::int64_t limit);
bool mark_licence_reminded(db::Tx& tx, const LicenceKey& key);  // false: it is marked already
std::optional<FileView> find_licence_file(db::Tx& tx, OrganisationId supplier, LicenceId licence, const Scope& scope);

// Suppliers with a licence that ended before `today` and was not acted upon yet.
std::vector<OrganisationId> list_lapsed_licences(db::Tx& tx, Date today, std::int64_t limit);
void mark_licences_lapsed(db::Tx& tx, OrganisationId supplier, Date today);

}  // namespace shanhai::catalog::store
