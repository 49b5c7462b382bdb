// A person's own account: what it holds, its password, export, erasure.
#pragma once

#include "services/identity/accounts/views.hpp"
#include "services/identity/environment.hpp"
#include "services/identity/organisations/store.hpp"

namespace shanhai::identity {

MembershipView view_of(const Belonging& belonging);
// The session the caller's token came from, if it has not ended.
std::optional<Session> live_session(db::Tx& tx, const auth::Principal& caller);

class Accounts {
 public:
  explicit Accounts(const Environment& environment) : environment_(environment) {}

  Task<Result<AccountView>> me(auth::Principal caller);  // not_found account: erased
  // Needs a recent sign-in or the current password: forbidden recent_sign_in_required, invalid /current_password,
  // /password; too_many_requests sign_in_paused. Ends the person's other sign-ins.
  Task<Result<void>> change_password(auth::Principal caller, PasswordChange change, Call call);
  Task<Result<AccountExport>> exported(auth::Principal caller);
  // Destroys the account's data key and everything that finds or opens the person; events and audit rows keep the
  // account's id, which by then names nobody. forbidden recent_sign_in_required; conflict sole_administrator, with
  // the organisations that would be left without one. An organisation with no other member is suspended.
  Task<Result<ErasureAccepted>> erase(auth::Principal caller, Call call);

 private:
  struct Change;
  Result<Change> begin_change(db::Tx& tx, const auth::Principal& caller, bool gives_current) const;
  Result<AccountExport> export_in(db::Tx& tx, const auth::Principal& caller) const;
  void leave_organisations(db::Tx& tx, const std::vector<Belonging>& belongings, const Call& call) const;

  const Environment& environment_;
};

}  // namespace shanhai::identity
