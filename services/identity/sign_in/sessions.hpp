// Sessions and the tokens that stand for them.
#pragma once

#include "services/identity/environment.hpp"
#include "services/identity/keys/key_ring.hpp"
#include "services/identity/organisations/standing.hpp"
#include "services/identity/sign_in/views.hpp"

namespace shanhai::identity {

// A session with a refresh token that nobody has seen yet; what it becomes after the commit is tokens.
struct Grant {
  Session session;
  Standing standing;
  std::string refresh_token;
};

// A new session of a sign-in. `session` says whose and how; its id, role, organisation and expiry are set here.
Grant open_session(db::Tx& tx, Random& random, Session session, const Standing& standing);
// The first one of a sign-in.
Grant begin_sign_in(db::Tx& tx, Random& random, AccountId account, SignInMethod method, const Standing& standing);
// The next refresh token of a session, which lives on for kRefreshLifetime.
Grant continue_session(db::Tx& tx, Random& random, Session session, const Standing& standing);

std::string refresh_token_hash(std::string_view token);

// Throws Unavailable while there is no signing key.
IssuedTokens issue_tokens(const KeyRing& keys, const std::string& issuer, const Clock& clock, Random& random,
                          const Grant& grant);

}  // namespace shanhai::identity
