#include "services/catalog/supplier/service.hpp"

#include "common/db/audit.hpp"
#include "services/catalog/access.hpp"
#include "services/catalog/files/store.hpp"
#include "services/catalog/paging.hpp"
#include "services/catalog/product/withdrawal.hpp"
#include "services/catalog/supplier/recording.hpp"
#include "services/catalog/supplier/view.hpp"

namespace shanhai::catalog {
namespace {

SupplierFacts facts_of(const SupplierApplication& application) {
  SupplierFacts facts;
  facts.kind = application.kind;
  facts.uscc = application.uscc;
  facts.registration_county = application.registration_county;
  facts.licences = licence_facts(application.licences);
  return facts;
}

}  // namespace

// The application must be about the organisation that hands it in.
Task<Result<void>> SupplierService::check_organisation(OrganisationId id, const SupplierApplication& application) {
  auto organisation = co_await identity_->organisation(id);
  if (organisation.has_error()) co_return std::move(organisation).error();
  if (organisation->status != identity::OrganisationStatus::active) {
    co_return Error::conflict("organisation_not_active", "the organisation itself is not active");
  }
  std::vector<FieldError> wrong;
  const std::string_view kind = boost::describe::enum_to_string(organisation->kind, "");
  if (kind != boost::describe::enum_to_string(application.kind, "")) {
    wrong.push_back({"/kind", "differs_from_organisation", "the organisation is registered as " + std::string(kind)});
  }
  if (!organisation->uscc.empty() && organisation->uscc != application.uscc.str()) {
    wrong.push_back({"/uscc", "differs_from_organisation", "the organisation is registered with another code"});
  }
  if (!wrong.empty()) co_return Error::invalid(std::move(wrong));
  co_return Result<void>();
}

Task<Result<SupplierView>> SupplierService::apply(auth::Principal caller, SupplierApplication application,
                                                  std::string trace_id) {
  SH_CO_TRY(const OrganisationId id, supplier_of(caller));
  auto wrong = check_application(facts_of(application), china_date(database_.clock().now()));
  if (!wrong.empty()) co_return Error::invalid(std::move(wrong));
  auto belongs = co_await check_organisation(id, application);
  if (belongs.has_error()) co_return std::move(belongs).error();
  auto files = co_await archive_.keep(uploads_of(application.licences));
  if (files.has_error()) co_return std::move(files).error();
  const auto change = change_by(caller, "application", std::move(trace_id));
  auto write = [this, &id, &application, &files, &change](db::Tx& tx) {
    return write_application(tx, id, application, *files, change);
  };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<SupplierView> SupplierService::write_application(db::Tx& tx, OrganisationId id,
                                                        const SupplierApplication& application,
                                                        const std::vector<files::KeptFile>& files,
                                                        const Change& change) {
  auto row = store::lock_supplier(tx, id, Scope::of_supplier(id));
  const bool again = row.has_value();
  if (again) {
    if (row->status != SupplierStatus::refused)
      return Error::conflict("supplier_exists", "the organisation has applied already");
    SH_TRY(row->status, next_status(row->status, SupplierVerb::reapply));
  } else {
    row.emplace();
    row->id = id;
    row->data_key = vault_.make_data_key(supplier_key_context(id));
    row->created_at = tx.now();
  }
  row->legal_name = application.legal_name;
  row->kind = application.kind;
  row->uscc = application.uscc;
  row->registration_county = application.registration_county;
  row->contact_name.reset();
  row->updated_at = tx.now();
  if (application.contact_name) {
    row->contact_name = vault_.seal_with(row->data_key, supplier_key_context(id), *application.contact_name,
                                         supplier_contact_context(id));
  }
  if (again) {
    store::update_supplier_application(tx, *row);
    ++row->version;
    store::replace_licences(tx, id);
  } else if (!store::insert_supplier(tx, *row)) {
    return Error::conflict("supplier_exists", "the organisation has applied already");
  }
  insert_licences(tx, random_, id, application.licences, files, LicenceStanding::confirmed, change);
  record_step(tx, random_, *row, change);
  return view_of(tx, vault_, *row);
}

Task<Result<SupplierView>> SupplierService::move(auth::Principal caller, OrganisationId id, SupplierVerb verb,
                                                 std::string reason, std::string trace_id) {
  const auto change = change_by(caller, std::move(reason), std::move(trace_id));
  const auto scope = scope_of(caller);
  auto write = [this, &scope, id, verb, &change](db::Tx& tx) { return write_move(tx, scope, id, verb, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<SupplierView> SupplierService::write_move(db::Tx& tx, const Scope& scope, OrganisationId id, SupplierVerb verb,
                                                 const Change& change) {
  auto row = store::lock_supplier(tx, id, scope);
  if (!row) return Error::not_found("supplier");
  SH_TRY(const SupplierStatus status, next_status(row->status, verb));
  if (status == SupplierStatus::approved && !store::claim_uscc(tx, row->uscc, id)) {
    return Error::conflict("uscc_taken", "another approved supplier has this credit code");
  }
  store::update_supplier_status(tx, *row, status);
  row->status = status;
  if (status == SupplierStatus::approved) row->reverify_by.reset();
  ++row->version;
  row->updated_at = tx.now();
  record_step(tx, random_, *row, change);
  if (status == SupplierStatus::suspended) withdraw_all(tx, random_, id, kSupplierSuspended, change);
  return view_of(tx, vault_, *row);
}

Task<Result<SupplierView>> SupplierService::get(auth::Principal caller, OrganisationId id) {
  const auto scope = scope_of(caller);
  auto read = [this, &scope, id](db::Tx& tx) -> Result<SupplierView> {
    const auto row = store::find_supplier(tx, id, scope);
    if (!row) return Error::not_found("supplier");
    return view_of(tx, vault_, *row);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<SupplierPage>> SupplierService::list(auth::Principal caller, SupplierQuery query) {
  SH_CO_TRY(const OrganisationId after, after_cursor(query.cursor, first_id<OrganisationId>()));
  const auto scope = scope_of(caller);
  const std::int64_t limit = query.limit ? query.limit->value() : 50;
  auto read = [&](db::Tx& tx) -> Result<SupplierPage> {
    SupplierPage out;
    out.items = store::list_suppliers(tx, scope, query, after, limit + 1);
    out.next_cursor = cut_page(out.items, limit, [](const SupplierListItem& item) { return item.supplier_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<FileContent>> SupplierService::licence_file(auth::Principal caller, OrganisationId id, LicenceId licence) {
  const auto scope = scope_of(caller);
  auto write = [&](db::Tx& tx) -> Result<FileView> {
    auto found = store::find_licence_file(tx, id, licence, scope);
    if (!found) return Error::not_found("licence");
    db::append_audit(tx, random_, {caller.actor(), "catalog.licence_file.read", licence.str(), {}});
    return std::move(*found);
  };
  auto file = co_await database_.transaction(write);
  if (file.has_error()) co_return std::move(file).error();
  auto bytes = co_await archive_.read(*file);
  co_return FileContent{std::move(*file), std::move(bytes)};
}

}  // namespace shanhai::catalog
