// One-time codes, sessions and refresh tokens in SQL. Codes and tokens stand there as hashes only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/identity/accounts/store.hpp"
#include "services/identity/api.hpp"

namespace shanhai::identity {

enum class CodePurpose { sign_in };
BOOST_DESCRIBE_ENUM(CodePurpose, sign_in)

enum class SignInMethod { code, password };
BOOST_DESCRIBE_ENUM(SignInMethod, code, password)

enum class SessionEnd { signed_out, token_reused, password_changed, role_ended, organisation_suspended, erased };
BOOST_DESCRIBE_ENUM(SessionEnd, signed_out, token_reused, password_changed, role_ended, organisation_suspended, erased)

struct Session {
  SessionId id;
  SessionId sign_in;  // the first session of the sign-in; all of one end together
  AccountId account;
  auth::Role role = auth::Role::consumer;
  std::optional<OrganisationId> organisation;
  SignInMethod method = SignInMethod::code;
  Instant signed_in_at{};
  Instant expires_at{};
  std::optional<Instant> ended_at;
};

struct StoredCode {
  std::string hash;
  int attempts_left = 0;
  Instant expires_at{};
};

struct SessionTrace {
  auth::Role role = auth::Role::consumer;
  std::optional<OrganisationId> organisation;
  SignInMethod method = SignInMethod::code;
  Instant signed_in_at{}, created_at{}, expires_at{};
  std::optional<Instant> ended_at;
  std::optional<SessionEnd> end_reason;
};
BOOST_DESCRIBE_STRUCT(SessionTrace, (),
                      (role, organisation, method, signed_in_at, created_at, expires_at, ended_at, end_reason))

struct StoredRefreshToken {
  SessionId session;
  bool used = false;
};

namespace store {

void replace_code(db::Tx& tx, const std::string& phone_lookup, CodePurpose purpose, const StoredCode& code);
std::optional<StoredCode> lock_code(db::Tx& tx, const std::string& phone_lookup, CodePurpose purpose);
void spend_code_attempt(db::Tx& tx, const std::string& phone_lookup, CodePurpose purpose);
void delete_code(db::Tx& tx, const std::string& phone_lookup, CodePurpose purpose);

void insert_session(db::Tx& tx, const Session& session);
std::optional<Session> find_session(db::Tx& tx, SessionId id);
std::optional<Session> lock_session(db::Tx& tx, SessionId id);
void extend_session(db::Tx& tx, SessionId id, Instant expires_at);
void end_sign_in(db::Tx& tx, SessionId sign_in, SessionEnd reason);
// All sessions of a person, but those of one sign-in where it is given.
void end_sessions_of(db::Tx& tx, AccountId account, std::optional<SessionId> but_sign_in, SessionEnd reason);
void end_sessions_of(db::Tx& tx, OrganisationId organisation, SessionEnd reason);
void end_sessions_of(db::Tx& tx, OrganisationId organisation, AccountId account, SessionEnd reason);
std::vector<SessionTrace> list_sessions_of(db::Tx& tx, AccountId account);  // all, the oldest first

void insert_refresh_token(db::Tx& tx, const std::string& hash, SessionId session);
std::optional<StoredRefreshToken> find_refresh_token(db::Tx& tx, const std::string& hash);
// False: it was used before. The session is locked.
bool use_refresh_token(db::Tx& tx, const std::string& hash);

}  // namespace store
}  // namespace shanhai::identity
