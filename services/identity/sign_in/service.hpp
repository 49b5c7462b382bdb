// Signing in and out: one-time codes, passwords, sessions.
//
// Neither answers nor their timing tell whether a phone has an account: a code goes to any phone, a wrong password
// costs the same hash for an unknown phone, and counts of attempts belong to the phone, not to the account.
#pragma once

#include "services/identity/sign_in/limits.hpp"
#include "services/identity/sign_in/sessions.hpp"

namespace shanhai::identity {

class SignIn {
 public:
  SignIn(const Environment& environment, const KeyRing& keys, std::string issuer)
      : environment_(environment), keys_(keys), issuer_(std::move(issuer)) {}

  // too_many_requests code_requests_paused.
  Task<Result<CodeSent>> send_code(CodeRequest request, Call call);
  // unauthenticated invalid_credentials; too_many_requests sign_in_paused; forbidden role_not_held. The first sign-in
  // by code registers the person.
  Task<Result<IssuedTokens>> sign_in(SignInRequest request, Call call);
  // unauthenticated session_ended. A token that comes a second time ends all sessions of its sign-in.
  Task<Result<IssuedTokens>> refresh(RefreshRequest request, Call call);
  // Another role in the same sign-in. unauthenticated session_ended; forbidden role_not_held.
  Task<Result<IssuedTokens>> switch_role(auth::Principal caller, SwitchRequest request, Call call);
  Task<Result<void>> sign_out(auth::Principal caller, SignOutRequest request, Call call);

 private:
  std::string code_hash(const std::string& phone_lookup, std::string_view code) const;

  Result<IssuedTokens> tokens_of(Result<Grant> granted) const;
  Task<Result<Grant>> sign_in_by_code(SignInRequest request, Call call);
  Task<Result<Grant>> sign_in_by_password(SignInRequest request, Call call);
  // Of a proven person: forgets their failures and opens a session.
  Result<Grant> admit(db::Tx& tx, const SignInRequest& request, AccountId account, SignInMethod method,
                      const SignInLimits& tries) const;
  void record(db::Tx& tx, const std::string& actor, std::string_view action, const std::string& subject,
              json::Object details) const;

  const Environment& environment_;
  const KeyRing& keys_;
  const std::string issuer_;
};

}  // namespace shanhai::identity
