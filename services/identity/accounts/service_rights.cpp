// A person's rights over their data: a copy (PIPL article 45), erasure (article 47).
#include "common/db/audit.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/accounts/service.hpp"
#include "services/identity/addresses/book.hpp"
#include "services/identity/organisations/domain.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/roles.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "services/identity/throttle/store.hpp"

namespace shanhai::identity {
namespace {

constexpr std::int64_t kExportRowsMax = 1000;

std::vector<AddressView> open_addresses(db::Tx& tx, const auth::Vault& vault, const Account& account) {
  const BookOwner owner{account.id, std::nullopt};
  const BookKey key{account.data_key, data_key_context(account.id)};
  std::vector<AddressView> out;
  for (const auto& one : store::list_addresses(tx, owner, AddressId(), kExportRowsMax)) {
    out.push_back(view_of(one.id, one.version, open_address(vault, key, one)));
  }
  return out;
}

std::vector<Trace> activity_of(db::Tx& tx, AccountId account) {
  std::vector<Trace> out;
  for (auto& row : store::list_audit_of(tx, account, kExportRowsMax)) {
    out.push_back({row.occurred_at, std::move(row.action), std::move(row.subject), std::move(row.details)});
  }
  for (auto& event : store::list_events_of(tx, account, kExportRowsMax)) {
    out.push_back({event.occurred_at, std::move(event.type), account.str(), {{"reason", std::move(event.reason)}}});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Trace& a, const Trace& b) { return a.occurred_at < b.occurred_at; });
  return out;
}

// Live organisations with other members, of whom none else is an administrator.
json::Array left_without_administrator(db::Tx& tx, const std::vector<Belonging>& belongings) {
  json::Array out;
  for (const auto& one : belongings) {
    if (!one.membership.administrator || one.organisation.status == OrganisationStatus::refused) continue;
    const auto count = store::count_members(tx, one.organisation.id);
    if (count.administrators == 1 && count.members > 1) out.emplace_back(one.organisation.id.str());
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
  for (const auto& one : store::list_memberships_of(tx, account->id)) {
    out.memberships.push_back(
        {one.organisation, role_of(one.organisation.kind), one.membership.administrator, one.membership.granted_at});
  }
  out.sessions = store::list_sessions_of(tx, account->id, kExportRowsMax);
  out.activity = activity_of(tx, account->id);
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
    const auto phone = open_phone(environment_.vault, *account);
    if (phone) store::delete_code(tx, phone_lookup(environment_.vault, *phone), CodePurpose::sign_in);
    store::delete_addresses(tx, {account->id, std::nullopt});
    store::end_sessions_of(tx, account->id, std::nullopt, SessionEnd::erased);
    const auto version = store::erase_account(tx, *account);
    append_account_event(tx, environment_.random, kAccountErased, account->id, version,
                         {caller.actor(), "by the person", call.trace_id});
    return ErasureAccepted{account->id, tx.now()};
  };
  auto erased = co_await environment_.database.transaction(std::move(work));
  if (erased.has_value()) environment_.events_written();
  co_return erased;
}

}  // namespace shanhai::identity
