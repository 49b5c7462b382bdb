// A person's rights over their data: a copy (PIPL article 45), erasure (article 47).
#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/accounts/service.hpp"
#include "services/identity/addresses/book.hpp"
#include "services/identity/addresses/domain.hpp"
#include "services/identity/organisations/domain.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "services/identity/sign_in/limits.hpp"

namespace shanhai::identity {
namespace {

std::vector<AddressView> open_addresses(db::Tx& tx, const auth::Vault& vault, const Account& account) {
  const BookOwner owner{account.id, std::nullopt};
  const BookKey key{account.data_key, data_key_context(account.id)};
  std::vector<AddressView> out;
  for (const auto& one : store::list_addresses(tx, owner, AddressId(), kAddressesMax)) {
    out.push_back(view_of(one.id, one.version, open_address(vault, key, one)));
  }
  return out;
}

void add_events(db::Tx& tx, std::string_view aggregate_type, const std::string& aggregate_id,
                const std::string& subject, std::vector<Trace>& out) {
  for (auto& event : store::list_events_of(tx, aggregate_type, aggregate_id)) {
    out.push_back({event.occurred_at,
                   std::move(event.type),
                   std::move(event.actor),
                   subject,
                   {{"reason", std::move(event.reason)}}});
  }
}

std::vector<Trace> activity_of(db::Tx& tx, AccountId account, const std::vector<Belonging>& belongings) {
  std::vector<Trace> out;
  const auto add = [&out](store::AuditTrace& row) {
    out.push_back(
        {row.occurred_at, std::move(row.action), std::move(row.actor), std::move(row.subject), std::move(row.details)});
  };
  for (auto& row : store::list_audit_by(tx, account)) add(row);
  for (auto& row : store::list_audit_about(tx, account)) {
    if (row.actor != account.str()) add(row);
  }
  add_events(tx, "account", account.str(), account.str(), out);
  for (const auto& one : belongings) {
    add_events(tx, "membership", one.membership.id.str(), one.organisation.id.str(), out);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Trace& a, const Trace& b) { return a.occurred_at < b.occurred_at; });
  return out;
}

// Live organisations with other members, of whom none else is an administrator; and the platform with nobody else: it
// could not be approved again, for want of an operator.
json::Array left_without_administrator(db::Tx& tx, const std::vector<Belonging>& belongings) {
  json::Array out;
  for (const auto& one : belongings) {
    if (!one.membership.administrator || one.organisation.status == OrganisationStatus::refused) continue;
    const auto count = store::count_members(tx, one.organisation.id);
    const bool needs_somebody = count.members > 1 || one.organisation.kind == OrganisationKind::platform;
    if (count.administrators == 1 && needs_somebody) out.emplace_back(one.organisation.id.str());
  }
  return out;
}

// Behind whoever held it, nobody is left to act for it.
void suspend_if_empty(db::Tx& tx, Random& random, OrganisationId id, AccountId actor, const Call& call) {
  auto locked = store::lock_organisation(tx, id);
  if (!locked || store::count_members(tx, id).members > 0) return;
  const auto next = move_organisation(locked->facts.status, OrganisationAction::suspend);
  if (next.has_error()) return;  // not active
  locked->facts.status = *next;
  const auto version = store::update_status(tx, locked->facts);
  if (!version) throw std::logic_error("suspending takes no credit code");
  locked->facts.version = *version;
  append_organisation_event(tx, random, locked->facts, actor.str(), "its only member was erased", call.trace_id);
}

}  // namespace

Result<AccountExport> Accounts::export_in(db::Tx& tx, const auth::Principal& caller) const {
  const auto account = store::find_account(tx, caller.account);
  if (!account || account->status == AccountStatus::erased) return Error::not_found("account");
  AccountExport out;
  out.account_id = account->id;
  out.phone = open_phone(environment_.vault, *account).value_or("");
  out.created_at = account->created_at;
  out.registered_at = account->registered_at;
  out.has_password = account->password.has_value();
  out.addresses = open_addresses(tx, environment_.vault, *account);
  const auto belongings = store::list_membership_history_of(tx, account->id);
  for (const auto& one : belongings) out.memberships.push_back(view_of(one));
  out.sessions = store::list_sessions_of(tx, account->id);
  out.activity = activity_of(tx, account->id, belongings);
  out.exported_at = tx.now();
  db::AuditEntry entry;
  entry.actor = caller.actor();
  entry.action = "identity.account_exported";
  entry.subject = caller.actor();
  db::append_audit(tx, environment_.random, entry);
  return out;
}

Task<Result<AccountExport>> Accounts::exported(auth::Principal caller) {
  auto read = [this, caller](db::Tx& tx) { return export_in(tx, caller); };
  auto out = co_await environment_.database.transaction(std::move(read));
  co_return out;
}

void Accounts::leave_organisations(db::Tx& tx, const std::vector<Belonging>& belongings, const Call& call) const {
  for (const auto& one : belongings) {
    const auto membership = store::lock_membership(tx, one.organisation.id, one.membership.account);
    if (!membership || membership->ended_at) continue;
    end_membership(tx, environment_.random, *membership, membership->account, "erased", call.trace_id);
    suspend_if_empty(tx, environment_.random, one.organisation.id, membership->account, call);
  }
}

Task<Result<ErasureAccepted>> Accounts::erase(auth::Principal caller, Call call) {
  auto work = [this, caller, call](db::Tx& tx) -> Result<ErasureAccepted> {
    const auto session = live_session(tx, caller);
    if (!session || !is_recent(session->signed_in_at, tx.now())) return Error::forbidden("recent_sign_in_required");
    // The account first: while it is locked nobody makes it a member of anything more.
    const auto account = store::lock_account(tx, caller.account);
    if (!account || account->status == AccountStatus::erased) return Error::not_found("account");
    const auto belongings = store::list_memberships_of(tx, caller.account);
    for (const auto& one : belongings) store::lock_organisation(tx, one.organisation.id);  // in order of id
    auto left = left_without_administrator(tx, belongings);
    if (!left.empty()) return Error::conflict("sole_administrator").with("organisations", std::move(left));
    leave_organisations(tx, belongings, call);
    SHANHAI_FAILPOINT("identity.erasure.organisations_left");
    if (const auto phone = open_phone(environment_.vault, *account)) {
      store::delete_code(tx, phone_lookup(environment_.vault, *phone), CodePurpose::sign_in);
      forget_phone(tx, environment_, *phone, call.address);
    }
    store::delete_addresses(tx, {account->id, std::nullopt});
    store::end_sessions_of(tx, account->id, std::nullopt, SessionEnd::erased);
    const auto version = store::erase_account(tx, *account);
    append_account_event(tx, environment_.random, kAccountErased, account->id, version,
                         {caller.actor(), "by the person", call.trace_id});
    SHANHAI_FAILPOINT("identity.erasure.before_commit");
    return ErasureAccepted{account->id, tx.now()};
  };
  auto erased = co_await environment_.database.transaction(std::move(work));
  SHANHAI_FAILPOINT("identity.erasure.after_commit");
  if (erased.has_value()) environment_.events_written();
  co_return erased;
}

}  // namespace shanhai::identity
