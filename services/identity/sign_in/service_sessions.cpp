#include "common/base/failpoint.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "services/identity/sign_in/service.hpp"

namespace shanhai::identity {
namespace {

bool is_live(const std::optional<Session>& session, Instant now) {
  return session && !session->ended_at && session->expires_at > now;
}

Error session_ended() { return Error::unauthenticated("session_ended"); }

}  // namespace

Task<Result<IssuedTokens>> SignIn::refresh(RefreshRequest request, Call call) {
  keys_.signing_key();
  using Outcome = std::optional<Grant>;  // nullopt: refused, and what that brings with it is to be committed
  auto work = [this, request, call](db::Tx& tx) -> Result<Outcome> {
    const auto hash = refresh_token_hash(request.refresh_token.str());
    const auto token = store::find_refresh_token(tx, hash);
    if (!token) return Outcome();
    auto session = store::lock_session(tx, token->session);
    if (!is_live(session, tx.now())) return Outcome();
    if (!store::use_refresh_token(tx, hash)) {
      // Somebody else has a copy, and nobody can tell who: both must sign in again (RFC 9700, 4.14.2).
      store::end_sign_in(tx, session->sign_in, SessionEnd::token_reused);
      record(tx, session->account.str(), "identity.refresh_token_reused", session->id.str(), {});
      return Outcome();
    }
    const auto standing = find_standing(tx, session->account, session->role, session->organisation);
    if (standing.has_error()) {
      store::end_sign_in(tx, session->sign_in, SessionEnd::role_ended);
      record(tx, session->account.str(), "identity.session_role_ended", session->id.str(), {});
      return Outcome();
    }
    auto grant = continue_session(tx, environment_.random, *session, *standing);
    SHANHAI_FAILPOINT("identity.refresh.before_commit");
    return Outcome(std::move(grant));
  };
  auto outcome = co_await environment_.database.transaction(std::move(work));
  SHANHAI_FAILPOINT("identity.refresh.after_commit");
  if (outcome.has_error()) co_return std::move(outcome).error();
  if (!outcome->has_value()) co_return session_ended();
  co_return issue_tokens(keys_, issuer_, environment_.clock, environment_.random, **outcome);
}

Task<Result<IssuedTokens>> SignIn::switch_role(auth::Principal caller, SwitchRequest request, Call call) {
  keys_.signing_key();
  auto work = [this, caller, request, call](db::Tx& tx) -> Result<Grant> {
    const auto id = SessionId::parse(caller.session);
    if (id.has_error()) return session_ended();
    // Locked: whoever ends the sign-in waits and then finds the new session too.
    const auto from = store::lock_session(tx, *id);
    if (!is_live(from, tx.now()) || from->account != caller.account) return session_ended();
    SH_TRY(const auto standing, find_standing(tx, caller.account, request.role, request.organisation_id));
    auto grant = open_session(tx, environment_.random, *from, standing);
    record(tx, caller.actor(), "identity.role_switched", grant.session.id.str(),
           {{"role", boost::describe::enum_to_string(standing.role, "")}});
    return grant;
  };
  auto grant = co_await environment_.database.transaction(std::move(work));
  if (grant.has_error()) co_return std::move(grant).error();
  co_return issue_tokens(keys_, issuer_, environment_.clock, environment_.random, *grant);
}

Task<Result<void>> SignIn::sign_out(auth::Principal caller, SignOutRequest request, Call call) {
  auto work = [this, caller, request, call](db::Tx& tx) -> Result<void> {
    const auto id = SessionId::parse(caller.session);
    const auto session = id.has_value() ? store::lock_session(tx, *id) : std::nullopt;
    if (session && session->account == caller.account) {
      store::end_sign_in(tx, session->sign_in, SessionEnd::signed_out);
    }
    const bool everywhere = request.everywhere.value_or(false);
    if (everywhere) store::end_sessions_of(tx, caller.account, std::nullopt, SessionEnd::signed_out);
    record(tx, caller.actor(), "identity.signed_out", caller.session, {{"everywhere", everywhere}});
    return {};
  };
  auto done = co_await environment_.database.transaction(std::move(work));
  co_return done;
}

}  // namespace shanhai::identity
