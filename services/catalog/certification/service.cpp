#include "services/catalog/certification/service.hpp"

#include "common/base/divisions.hpp"
#include "common/db/audit.hpp"
#include "services/catalog/access.hpp"
#include "services/catalog/announcing.hpp"
#include "services/catalog/files/store.hpp"
#include "services/catalog/paging.hpp"
#include "services/catalog/product/store.hpp"
#include "services/catalog/supplier/store.hpp"

namespace shanhai::catalog {
namespace {

std::string contact_context(CertificationId certification, ObjectionId id) {
  return "catalog.objection.contact." + certification.str() + "." + id.str();
}

// The supplier itself sees that there are objections, not who objects and what they say.
bool may_see_objections(const auth::Principal& caller) { return caller.role != auth::Role::supplier; }

}  // namespace

Task<Result<CertificationView>> CertificationService::apply(auth::Principal caller,
                                                            CertificationApplication application) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  std::vector<files::Upload> uploads;
  uploads.push_back({application.evidence.file, "/evidence/file"});
  auto files = co_await archive_.keep(std::move(uploads));
  if (files.has_error()) co_return std::move(files).error();
  auto write = [this, &caller, supplier, &application, &files](db::Tx& tx) {
    return write_application(tx, caller, supplier, application, files->front());
  };
  auto view = co_await database_.transaction(write);
  co_return view;
}

Result<CertificationView> CertificationService::write_application(db::Tx& tx, const auth::Principal& caller,
                                                                  OrganisationId supplier,
                                                                  const CertificationApplication& application,
                                                                  const files::KeptFile& file) {
  const auto owner = store::find_supplier(tx, supplier, Scope::of_supplier(supplier));
  if (!owner || owner->status != SupplierStatus::approved) {
    return Error::conflict("supplier_not_approved", "only approved suppliers certify products");
  }
  const auto product = store::lock_product(tx, application.product_id, supplier);
  if (!product) return Error::not_found("product");
  const auto* county = find_division(product->draft.production_county.str());
  if (!county || !county->supported_origin) {
    auto refused = Error::unprocessable("county_not_supported", "the product is not made in a supported county");
    refused.fields.push_back({"/product_id", "county_not_supported", ""});
    return refused;
  }
  if (store::has_live_certification(tx, product->id)) {
    return Error::conflict("certification_exists", "one of the product is being decided or valid");
  }
  store::CertificationRow row;
  row.id = CertificationId(make_uuid_v7(tx.now(), random_));
  row.product = product->id;
  row.supplier = supplier;
  row.production_county = product->draft.production_county;
  row.product_name = product->draft.name;
  row.households = application.evidence.households;
  row.benefit_method = application.evidence.benefit_method;
  row.statement = application.evidence.statement;
  row.file = store::insert_file(tx, random_, file, supplier, caller.actor()).file_id;
  row.created_at = tx.now();
  store::insert_certification(tx, row);
  store::insert_certification_history(tx, row, {caller.actor(), "application", {}});
  return view_of(tx, row, caller);
}

Task<Result<CertificationView>> CertificationService::review(auth::Principal caller, CertificationId id, Review review,
                                                             std::string trace_id) {
  const auto change = change_by(caller, review.reason, std::move(trace_id));
  auto write = [this, &caller, id, &review, &change](db::Tx& tx) {
    return write_review(tx, caller, id, review, change);
  };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<CertificationView> CertificationService::write_review(db::Tx& tx, const auth::Principal& caller,
                                                             CertificationId id, const Review& review,
                                                             const Change& change) {
  auto row = store::lock_certification(tx, id, scope_of(caller));
  if (!row) return Error::not_found("certification");
  const bool pass = review.decision == Verdict::pass;
  SH_TRY(row->status,
         next_status(row->status, pass ? CertificationVerb::pass_review : CertificationVerb::refuse_review));
  if (pass) {
    row->valid_months = review.valid_months ? review.valid_months->value() : 12;
    row->publicity_ends_at = tx.now() + std::chrono::days(publicity_days_);
  }
  store::update_reviewed(tx, *row);
  store::insert_certification_history(tx, *row, change);
  if (pass && publicity_days_ == 0) make_valid(tx, *row, change);
  return view_of(tx, *row, caller);
}

void CertificationService::make_valid(db::Tx& tx, store::CertificationRow& row, const Change& change) {
  row.status = next_status(row.status, CertificationVerb::publicity_over).value();
  row.valid_from = tx.now();
  row.valid_to = end_of_validity(tx.now(), row.valid_months);
  store::update_valid(tx, row);
  store::insert_certification_history(tx, row, change);
  announce_change(tx, row, change);
}

void CertificationService::announce_change(db::Tx& tx, const store::CertificationRow& row, const Change& change) {
  CertificationChanged event;
  event.certification = row.id;
  event.product = row.product;
  event.supplier = row.supplier;
  event.valid_from = row.valid_from.value();
  event.valid_to = row.valid_to.value();
  event.revoked = row.status == CertificationStatus::revoked;
  event.households = row.households;
  announce(tx, random_, kCertificationChanged, "certification", row.id.str(), row.event_version, change, event);
}

Task<Result<ObjectionReceipt>> CertificationService::object(CertificationId id, ObjectionText objection) {
  auto write = [this, id, &objection](db::Tx& tx) { return write_objection(tx, id, objection); };
  auto receipt = co_await database_.transaction(write);
  co_return receipt;
}

Result<ObjectionReceipt> CertificationService::write_objection(db::Tx& tx, CertificationId id,
                                                               const ObjectionText& objection) {
  auto row = store::lock_certification(tx, id, Scope::all());
  const bool seen = row && (row->status == CertificationStatus::publicity || row->status == CertificationStatus::valid);
  if (!seen) return Error::not_found("certification");  // what is not public may not be known of
  if (row->status != CertificationStatus::publicity || tx.now() >= *row->publicity_ends_at) {
    return Error::conflict("publicity_over", "objections are taken while the certification is in publicity");
  }
  const ObjectionId objection_id(make_uuid_v7(tx.now(), random_));
  std::optional<std::string> contact;
  if (objection.contact) contact = vault_.seal_directly(*objection.contact, contact_context(id, objection_id));
  store::add_open_objection(tx, *row);
  store::insert_objection(tx, id, objection_id, objection.text, contact);
  store::insert_certification_history(tx, *row, {"anonymous", "objection " + objection_id.str(), {}});
  return ObjectionReceipt{objection_id, id, tx.now()};
}

Task<Result<CertificationView>> CertificationService::decide(auth::Principal caller, CertificationId id,
                                                             ObjectionDecision decision, std::string trace_id) {
  const auto change = change_by(caller, decision.reason, std::move(trace_id));
  auto write = [this, &caller, id, &decision, &change](db::Tx& tx) {
    return write_decision(tx, caller, id, decision.decision, change);
  };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<CertificationView> CertificationService::write_decision(db::Tx& tx, const auth::Principal& caller,
                                                               CertificationId id, Verdict verdict,
                                                               const Change& change) {
  auto row = store::lock_certification(tx, id, scope_of(caller));
  if (!row) return Error::not_found("certification");
  // Whatever is decided, it is decided during publicity.
  SH_TRY(const auto refused, next_status(row->status, CertificationVerb::uphold_objection));
  if (verdict == Verdict::refuse) {
    row->status = refused;
    store::update_refused(tx, *row);
    store::decide_objections(tx, id, ObjectionState::upheld);
  } else {
    if (row->open_objections == 0) return Error::conflict("no_open_objection", "nothing is objected to");
    store::update_dismissed(tx, *row);
    store::decide_objections(tx, id, ObjectionState::dismissed);
  }
  row->open_objections = 0;
  store::insert_certification_history(tx, *row, change);
  if (verdict == Verdict::pass && tx.now() >= *row->publicity_ends_at) make_valid(tx, *row, change);
  return view_of(tx, *row, caller);
}

Task<Result<CertificationView>> CertificationService::revoke(auth::Principal caller, CertificationId id,
                                                             std::string reason, std::string trace_id) {
  const auto change = change_by(caller, std::move(reason), std::move(trace_id));
  auto write = [this, &caller, id, &change](db::Tx& tx) -> Result<CertificationView> {
    auto row = store::lock_certification(tx, id, scope_of(caller));
    if (!row) return Error::not_found("certification");
    SH_TRY(row->status, next_status(row->status, CertificationVerb::revoke));
    row->revoked_at = tx.now();
    store::update_revoked(tx, *row);
    store::insert_certification_history(tx, *row, change);
    announce_change(tx, *row, change);
    return view_of(tx, *row, caller);
  };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

CertificationView CertificationService::view_of(db::Tx& tx, const store::CertificationRow& row,
                                                const auth::Principal& caller) const {
  CertificationView view;
  view.certification_id = row.id;
  view.product_id = row.product;
  view.product_name = row.product_name;
  view.supplier_id = row.supplier;
  view.production_county = row.production_county;
  view.production_county_name = full_division_name(row.production_county);
  view.status = row.status;
  view.eligible_now =
      row.valid_from && row.valid_to && is_certified_at(tx.now(), *row.valid_from, *row.valid_to, row.revoked_at);
  view.version = row.version;
  view.evidence = {row.households, row.benefit_method, row.statement, {}};
  if (auto file = store::find_evidence_file(tx, row.id, Scope::all())) view.evidence.file = std::move(*file);
  view.publicity_ends_at = row.publicity_ends_at;
  view.valid_from = row.valid_from;
  view.valid_to = row.valid_to;
  view.revoked_at = row.revoked_at;
  view.open_objections = row.open_objections;
  if (may_see_objections(caller)) {
    for (auto& objection : store::list_objections(tx, row.id)) {
      if (objection.sealed_contact) {
        objection.view.contact =
            vault_.open_directly(*objection.sealed_contact, contact_context(row.id, objection.view.objection_id));
      }
      view.objections.push_back(std::move(objection.view));
    }
  }
  view.history = store::list_certification_history(tx, row.id);
  view.created_at = row.created_at;
  return view;
}

Task<Result<CertificationView>> CertificationService::get(auth::Principal caller, CertificationId id) {
  auto read = [this, &caller, id](db::Tx& tx) -> Result<CertificationView> {
    const auto row = store::find_certification(tx, id, scope_of(caller));
    if (!row) return Error::not_found("certification");
    return view_of(tx, *row, caller);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<CertificationPage>> CertificationService::list(auth::Principal caller, CertificationQuery query) {
  SH_CO_TRY(const CertificationId before, after_cursor(query.cursor, last_id<CertificationId>()));
  const std::int64_t limit = query.limit ? query.limit->value() : 50;
  const auto scope = scope_of(caller);
  auto read = [&](db::Tx& tx) -> Result<CertificationPage> {
    CertificationPage out;
    out.items = store::list_certifications(tx, scope, query.status, before, limit + 1);
    out.next_cursor =
        cut_page(out.items, limit, [](const CertificationListItem& item) { return item.certification_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<PublicCertificationPage>> CertificationService::list_public(PublicCertificationQuery query) {
  SH_CO_TRY(const CertificationId before, after_cursor(query.cursor, last_id<CertificationId>()));
  const std::int64_t limit = query.limit ? query.limit->value() : 50;
  auto read = [&](db::Tx& tx) -> Result<PublicCertificationPage> {
    PublicCertificationPage out;
    out.items = store::list_public_certifications(tx, before, limit + 1);
    out.next_cursor = cut_page(out.items, limit, [](const PublicCertification& item) { return item.certification_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<Eligibility>> CertificationService::eligibility(ProductId product, std::optional<Instant> at) {
  auto read = [product, at](db::Tx& tx) -> Result<Eligibility> {
    if (!store::was_ever_published(tx, product)) return Error::not_found("product");
    Eligibility out;
    out.product_id = product;
    out.at = at.value_or(tx.now());
    out.history = store::list_eligibility_windows(tx, product);
    for (const auto& window : out.history) {
      if (!is_certified_at(out.at, window.valid_from, window.valid_to, window.revoked_at)) continue;
      out.eligible = true;
      out.certification_id = window.certification_id;
    }
    return out;
  };
  auto found = co_await database_.snapshot(read);
  co_return found;
}

Task<Result<FileContent>> CertificationService::evidence_file(auth::Principal caller, CertificationId id) {
  const auto scope = scope_of(caller);
  auto write = [&](db::Tx& tx) -> Result<FileView> {
    auto found = store::find_evidence_file(tx, id, scope);
    if (!found) return Error::not_found("certification");
    db::append_audit(tx, random_, {caller.actor(), "catalog.evidence_file.read", id.str(), {}});
    return std::move(*found);
  };
  auto file = co_await database_.transaction(write);
  if (file.has_error()) co_return std::move(file).error();
  auto bytes = co_await archive_.read(*file);
  co_return FileContent{std::move(*file), std::move(bytes)};
}

Task<std::int64_t> CertificationService::end_publicity() {
  auto read = [](db::Tx& tx) -> Result<std::vector<CertificationId>> { return store::list_publicity_over(tx, 100); };
  auto due = co_await database_.snapshot(read);
  std::int64_t count = 0;
  for (const auto id : *due) {
    auto write = [this, id](db::Tx& tx) -> Result<bool> {
      auto row = store::lock_certification(tx, id, Scope::all());
      // Another process may have been faster, or an objection came in.
      if (!row || row->status != CertificationStatus::publicity || row->open_objections > 0) return false;
      make_valid(tx, *row, {std::string(kSystemActor), "publicity ended without open objection", {}});
      return true;
    };
    auto ended = co_await database_.transaction(write);
    if (*ended) ++count;
  }
  if (count > 0) sequencer_.committed();
  co_return count;
}

}  // namespace shanhai::catalog
