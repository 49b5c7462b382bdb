#include "services/identity/sign_in/sessions.hpp"

#include "common/base/encoding.hpp"
#include "services/identity/sign_in/domain.hpp"

namespace shanhai::identity {
namespace {

constexpr std::size_t kRefreshTokenBytes = 32;

}

Grant open_session(db::Tx& tx, Random& random, Session session, const Standing& standing) {
  session.id = SessionId(make_uuid_v7(tx.now(), random));
  if (session.sign_in.is_nil()) session.sign_in = session.id;
  session.role = standing.role;
  session.organisation = standing.organisation;
  session.expires_at = tx.now() + kRefreshLifetime;
  store::insert_session(tx, session);
  Grant grant{session, standing, random.token(kRefreshTokenBytes)};
  store::insert_refresh_token(tx, refresh_token_hash(grant.refresh_token), session.id);
  return grant;
}

Grant begin_sign_in(db::Tx& tx, Random& random, AccountId account, SignInMethod method, const Standing& standing) {
  Session session;
  session.account = account;
  session.method = method;
  session.signed_in_at = tx.now();
  return open_session(tx, random, session, standing);
}

Grant continue_session(db::Tx& tx, Random& random, Session session, const Standing& standing) {
  session.expires_at = tx.now() + kRefreshLifetime;
  store::extend_session(tx, session.id, session.expires_at);
  Grant grant{session, standing, random.token(kRefreshTokenBytes)};
  store::insert_refresh_token(tx, refresh_token_hash(grant.refresh_token), session.id);
  return grant;
}

std::string refresh_token_hash(std::string_view token) { return sha256("refresh_token|" + std::string(token)); }

IssuedTokens issue_tokens(const KeyRing& keys, const std::string& issuer, const Clock& clock, Random& random,
                          const Grant& grant) {
  auth::Principal principal;
  principal.account = grant.session.account;
  principal.role = grant.standing.role;
  principal.organisation = grant.standing.organisation;
  principal.region = grant.standing.region;
  principal.administrator = grant.standing.administrator;
  principal.session = grant.session.id.str();
  IssuedTokens out;
  out.access_token =
      auth::sign_token(keys.signing_key(), issuer, principal, random.token(16), clock.now(), kAccessLifetime);
  out.token_type = "Bearer";
  out.expires_in = std::chrono::seconds(kAccessLifetime).count();
  out.refresh_token = grant.refresh_token;
  out.account_id = principal.account;
  out.role = principal.role;
  out.organisation_id = principal.organisation;
  return out;
}

}  // namespace shanhai::identity
