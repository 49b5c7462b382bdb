#include "services/catalog/supplier/licences.hpp"

#include <algorithm>

#include "common/db/audit.hpp"
#include "services/catalog/access.hpp"
#include "services/catalog/product/withdrawal.hpp"
#include "services/catalog/supplier/notices.hpp"
#include "services/catalog/supplier/recording.hpp"
#include "services/catalog/supplier/view.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::int64_t kPage = 100;
constexpr std::ptrdiff_t kWaitingMax = 20;

bool waits(const LicenceView& licence) { return licence.standing == LicenceStanding::handed_in; }

}  // namespace

// One more step of the supplier's history, which is an event too.
Result<SupplierView> LicenceService::recorded(db::Tx& tx, store::SupplierRow& row, const Change& change) {
  store::update_supplier_reverification(tx, row);
  record_step(tx, random_, row, change);
  return view_of(tx, vault_, row);
}

Task<Result<SupplierView>> LicenceService::hand_in(auth::Principal caller, LicenceHandIn body, std::string trace_id) {
  SH_CO_TRY(const OrganisationId id, supplier_of(caller));
  auto wrong = check_licences(licence_facts(body.licences), china_date(database_.clock().now()));
  if (!wrong.empty()) co_return Error::invalid(std::move(wrong));
  auto files = co_await archive_.keep(uploads_of(body.licences));
  if (files.has_error()) co_return std::move(files).error();
  const auto change = change_by(caller, "licences handed in", std::move(trace_id));
  auto write = [this, &id, &body, &files, &change](db::Tx& tx) { return write_hand_in(tx, id, body, *files, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<SupplierView> LicenceService::write_hand_in(db::Tx& tx, OrganisationId id, const LicenceHandIn& body,
                                                   const std::vector<files::KeptFile>& files, Change change) {
  auto row = store::lock_supplier(tx, id, Scope::of_supplier(id));
  if (!row) return Error::not_found("supplier");
  SH_CHECK(next_status(row->status, SupplierVerb::hand_in_licences));
  const auto held = store::list_licences(tx, id);
  const auto added = static_cast<std::ptrdiff_t>(body.licences.size());
  if (std::count_if(held.begin(), held.end(), waits) + added > kWaitingMax)
    return Error::conflict("too_many_licences", "at most 20 wait for a decision");
  insert_licences(tx, random_, id, body.licences, files, LicenceStanding::handed_in, change);
  row->reverify_answered = row->reverify_by.has_value();
  return recorded(tx, *row, change);
}

Task<Result<SupplierView>> LicenceService::decide(auth::Principal caller, OrganisationId id, LicenceId licence,
                                                  LicenceDecision decision, std::string trace_id) {
  const auto change = change_by(caller, decision.reason, std::move(trace_id));
  const auto scope = scope_of(caller);
  const auto standing = decision.decision == Verdict::pass ? LicenceStanding::confirmed : LicenceStanding::refused;
  auto write = [this, &scope, id, licence, standing, &change](db::Tx& tx) {
    return write_decision(tx, scope, id, licence, standing, change);
  };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

// Who is refused all that it proved itself by has not answered yet.
Result<SupplierView> LicenceService::write_decision(db::Tx& tx, const Scope& scope, OrganisationId id,
                                                    LicenceId licence, LicenceStanding standing, const Change& change) {
  auto row = store::lock_supplier(tx, id, scope);
  if (!row) return Error::not_found("supplier");
  const auto held = store::list_licences(tx, id);
  const auto found =
      std::find_if(held.begin(), held.end(), [&](const LicenceView& known) { return known.licence_id == licence; });
  if (found == held.end()) return Error::not_found("licence");
  SH_CHECK(next_status(row->status, SupplierVerb::decide_licence));
  if (!store::decide_licence(tx, id, licence, standing, change))
    return Error::conflict("licence_state", "the licence does not wait for a decision");
  if (standing == LicenceStanding::refused && row->reverify_answered)
    row->reverify_answered = store::has_answered(tx, id, row->reverify_asked_at.value());
  tell_licence_decided(tx, vault_, random_, id, {found->kind, found->number, found->valid_to}, standing);
  return recorded(tx, *row, change);
}

Task<Result<SupplierView>> LicenceService::reverify(auth::Principal caller, OrganisationId id,
                                                    ReverificationRequest body, std::string trace_id) {
  const auto change = change_by(caller, body.reason, std::move(trace_id));
  const auto scope = scope_of(caller);
  auto write = [this, &scope, id, due = body.due, &change](db::Tx& tx) {
    return write_reverification(tx, scope, id, due, change);
  };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<SupplierView> LicenceService::write_reverification(db::Tx& tx, const Scope& scope, OrganisationId id, Date due,
                                                          const Change& change) {
  auto row = store::lock_supplier(tx, id, scope);
  if (!row) return Error::not_found("supplier");
  auto wrong = check_due(due, china_date(tx.now()));
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  SH_CHECK(next_status(row->status, SupplierVerb::reverify));
  row->reverify_by = due;
  row->reverify_asked_at = tx.now();
  row->reverify_answered = false;
  tell_reverification(tx, vault_, random_, id, due);
  return recorded(tx, *row, change);
}

Task<Result<SupplierView>> LicenceService::verify(auth::Principal caller, OrganisationId id, std::string reason,
                                                  std::string trace_id) {
  const auto change = change_by(caller, std::move(reason), std::move(trace_id));
  const auto scope = scope_of(caller);
  auto write = [this, &scope, id, &change](db::Tx& tx) { return write_proof(tx, scope, id, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<SupplierView> LicenceService::write_proof(db::Tx& tx, const Scope& scope, OrganisationId id,
                                                 const Change& change) {
  auto row = store::lock_supplier(tx, id, scope);
  if (!row) return Error::not_found("supplier");
  SH_CHECK(next_status(row->status, SupplierVerb::verify));
  if (!row->reverify_by) return Error::conflict("supplier_state", "the supplier is not asked for proof");
  const auto held = store::list_licences(tx, id);
  if (std::any_of(held.begin(), held.end(), waits))
    return Error::conflict("licences_undecided", "confirm or refuse what was handed in first");
  row->reverify_by.reset();
  row->reverify_answered = false;
  return recorded(tx, *row, change);
}

Task<std::int64_t> LicenceService::suspend_overdue() {
  auto read = [](db::Tx& tx) -> Result<std::vector<OrganisationId>> {
    return store::list_overdue_suppliers(tx, china_date(tx.now()), kPage);
  };
  auto overdue = co_await database_.snapshot(read);
  std::int64_t count = 0;
  for (const auto id : *overdue) {
    auto write = [this, id](db::Tx& tx) -> Result<bool> { return suspend(tx, id); };
    auto suspended = co_await database_.transaction(write);
    if (*suspended) ++count;
  }
  if (count > 0) sequencer_.committed();
  co_return count;
}

bool LicenceService::suspend(db::Tx& tx, OrganisationId id) {
  auto row = store::lock_supplier(tx, id, Scope::all());
  // It has answered meanwhile, or another process was faster.
  const bool overdue = row && row->status == SupplierStatus::approved && row->reverify_by && !row->reverify_answered &&
                       *row->reverify_by < china_date(tx.now());
  if (!overdue) return false;
  const Change change{std::string(kSystemActor), "licences not proved by " + to_string(*row->reverify_by), {}};
  store::update_supplier_status(tx, *row, SupplierStatus::suspended);
  row->status = SupplierStatus::suspended;
  ++row->version;
  row->updated_at = tx.now();
  record_step(tx, random_, *row, change);
  withdraw_all(tx, random_, id, kSupplierSuspended, change);
  tell_not_proved(tx, vault_, random_, id);
  return true;
}

Task<std::int64_t> LicenceService::remind() {
  auto read = [](db::Tx& tx) -> Result<std::vector<store::LicenceKey>> {
    return store::list_ending_licences(tx, add_days(china_date(tx.now()), kReminderDays), kPage);
  };
  auto ending = co_await database_.snapshot(read);
  std::int64_t told = 0;
  for (const auto& key : *ending) {
    auto write = [this, &key](db::Tx& tx) -> Result<bool> { return remind_of(tx, key); };
    auto reminded = co_await database_.transaction(write);
    if (*reminded) ++told;
  }
  co_return told;
}

bool LicenceService::remind_of(db::Tx& tx, const store::LicenceKey& key) {
  if (!store::mark_licence_reminded(tx, key)) return false;  // by another process
  const auto held = store::list_licences(tx, key.supplier);
  const auto found = std::find_if(held.begin(), held.end(),
                                  [&](const LicenceView& licence) { return licence.licence_id == key.licence; });
  // A former application's, one that does not count, or one that ended before anybody could be told.
  if (found == held.end() || found->standing != LicenceStanding::confirmed || found->expired) return false;
  const bool renewed = std::any_of(held.begin(), held.end(), [&](const LicenceView& licence) {
    return licence.kind == found->kind && licence.standing == LicenceStanding::confirmed &&
           licence.valid_to > found->valid_to;
  });
  if (renewed) return false;
  tell_licence_ends(tx, vault_, random_, key.supplier, {found->kind, found->number, found->valid_to});
  return true;
}

}  // namespace shanhai::catalog
