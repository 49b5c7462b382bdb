#include "services/identity/accounts/service.hpp"

#include "common/auth/password.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/domain_phone.hpp"
#include "services/identity/roles.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "services/identity/throttle/store.hpp"

namespace shanhai::identity {
namespace {

Result<Account> get_account(db::Tx& tx, AccountId id) {
  auto found = store::find_account(tx, id);
  if (!found || found->status == AccountStatus::erased) return Error::not_found("account");
  return std::move(*found);
}

}  // namespace

MembershipView view_of(const Belonging& belonging) {
  const auto& membership = belonging.membership;
  return {belonging.organisation, role_of(belonging.organisation.kind), membership.administrator, membership.granted_at,
          membership.ended_at};
}

// What was found before the slow hash.
struct Accounts::Change {
  Account account;
  std::string phone;
  bool recent = false;
  std::optional<SessionId> sign_in;
  std::optional<std::chrono::seconds> wait;
};

std::optional<Session> live_session(db::Tx& tx, const auth::Principal& caller) {
  const auto id = SessionId::parse(caller.session);
  if (id.has_error()) return std::nullopt;
  auto session = store::find_session(tx, *id);
  const bool live = session && !session->ended_at && session->account == caller.account;
  return live ? session : std::nullopt;
}

Task<Result<AccountView>> Accounts::me(auth::Principal caller) {
  auto read = [this, caller](db::Tx& tx) -> Result<AccountView> {
    SH_TRY(const auto account, get_account(tx, caller.account));
    AccountView view;
    view.account_id = account.id;
    view.phone = masked_number(open_phone(environment_.vault, account).value_or(""));
    view.registered_at = account.registered_at;
    view.has_password = account.password.has_value();
    view.role = caller.role;
    view.organisation_id = caller.organisation;
    for (const auto& one : store::list_memberships_of(tx, account.id)) view.memberships.push_back(view_of(one));
    return view;
  };
  auto view = co_await environment_.database.transaction(std::move(read));
  co_return view;
}

Result<Accounts::Change> Accounts::begin_change(db::Tx& tx, const auth::Principal& caller, bool gives_current) const {
  Change change;
  SH_TRY(change.account, get_account(tx, caller.account));
  change.phone = open_phone(environment_.vault, change.account).value_or("");
  const auto session = live_session(tx, caller);
  change.recent = session && is_recent(session->signed_in_at, tx.now());
  if (session) change.sign_in = session->sign_in;
  if (change.recent) return change;
  if (!gives_current) return Error::forbidden("recent_sign_in_required");
  const store::Throttled tries[] = {
      {environment_.vault.lookup_hash("throttle|current_password|" + caller.account.str()), kTriesPerPhoneNear}};
  change.wait = store::charge(tx, tries);
  return change;
}

Task<Result<void>> Accounts::change_password(auth::Principal caller, PasswordChange request, Call call) {
  auto begin = [this, caller, gives = request.current_password.has_value()](db::Tx& tx) {
    return begin_change(tx, caller, gives);
  };
  auto begun = co_await environment_.database.transaction(std::move(begin));
  if (begun.has_error()) co_return std::move(begun).error();
  if (begun->wait) co_return Error::too_many_requests(*begun->wait, "sign_in_paused");
  SH_CO_CHECK(check_password(request.password.str(), begun->phone));

  const Change change = *begun;
  auto hash = [this, request, change](std::size_t) -> std::optional<std::string> {
    const bool proven =
        change.recent ||
        (change.account.password && auth::verify_password(request.current_password->str(), *change.account.password));
    if (!proven) return std::nullopt;
    return auth::hash_password(request.password.str(), environment_.random);
  };
  auto hashed = co_await environment_.workers.run(std::move(hash));
  if (!hashed) co_return Error::invalid_field("/current_password", "wrong_password");

  auto finish = [this, caller, call, change, phc = *hashed](db::Tx& tx) -> Result<void> {
    const auto account = store::lock_account(tx, caller.account);
    if (!account || account->status == AccountStatus::erased) return Error::not_found("account");
    // Somebody else changed it while the hash was computed: what was proven is no longer true.
    if (!change.recent && account->password != change.account.password) {
      return Error::invalid_field("/current_password", "wrong_password");
    }
    const auto version = store::update_password(tx, *account, phc);
    store::end_sessions_of(tx, caller.account, change.sign_in, SessionEnd::password_changed);
    append_account_event(tx, environment_.random, kPasswordChanged, caller.account, version,
                         {caller.actor(), "by the person", call.trace_id});
    return {};
  };
  auto done = co_await environment_.database.transaction(std::move(finish));
  if (done.has_value()) environment_.events_written();
  co_return done;
}

}  // namespace shanhai::identity
