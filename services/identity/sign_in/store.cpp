#include "services/identity/sign_in/store.hpp"

#include "sql/identity_queries.hpp"

namespace shanhai::identity::store {
namespace {

namespace statements = ::shanhai::sql::identity;

constexpr std::int64_t kRowsAtOnce = 1000;

std::optional<Session> read(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  Session session;
  session.id = row.get<SessionId>("id");
  session.sign_in = row.get<SessionId>("sign_in");
  session.account = row.get<AccountId>("account");
  session.role = row.get<auth::Role>("role");
  session.organisation = row.find<OrganisationId>("organisation");
  session.method = row.get<SignInMethod>("method");
  session.signed_in_at = row.get<Instant>("signed_in_at");
  session.expires_at = row.get<Instant>("expires_at");
  session.ended_at = row.find<Instant>("ended_at");
  return session;
}

SessionTrace read_trace(const db::Row& row) {
  SessionTrace out;
  out.role = row.get<auth::Role>("role");
  out.organisation = row.find<OrganisationId>("organisation");
  out.method = row.get<SignInMethod>("method");
  out.signed_in_at = row.get<Instant>("signed_in_at");
  out.created_at = row.get<Instant>("created_at");
  out.expires_at = row.get<Instant>("expires_at");
  out.ended_at = row.find<Instant>("ended_at");
  out.end_reason = row.find<SessionEnd>("end_reason");
  return out;
}

db::Params code_key(const std::string& phone_lookup, CodePurpose purpose) {
  return {{"phone_lookup", db::Bytes{phone_lookup}}, {"purpose", purpose}};
}

}  // namespace

void replace_code(db::Tx& tx, const std::string& phone_lookup, CodePurpose purpose, const StoredCode& code) {
  tx.execute(statements::code_replace, {{"phone_lookup", db::Bytes{phone_lookup}},
                                        {"purpose", purpose},
                                        {"code_hash", db::Bytes{code.hash}},
                                        {"attempts_left", code.attempts_left},
                                        {"expires_at", code.expires_at}});
}

std::optional<StoredCode> lock_code(db::Tx& tx, const std::string& phone_lookup, CodePurpose purpose) {
  const auto rows = tx.query(statements::code_lock, code_key(phone_lookup, purpose));
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return StoredCode{row.get<db::Bytes>("code_hash").value, row.get<int>("attempts_left"),
                    row.get<Instant>("expires_at")};
}

void spend_code_attempt(db::Tx& tx, const std::string& phone_lookup, CodePurpose purpose) {
  tx.execute(statements::code_spend_attempt, code_key(phone_lookup, purpose));
}

void delete_code(db::Tx& tx, const std::string& phone_lookup, CodePurpose purpose) {
  tx.execute(statements::code_delete, code_key(phone_lookup, purpose));
}

void insert_session(db::Tx& tx, const Session& session) {
  tx.execute(statements::session_insert, {{"id", session.id},
                                          {"sign_in", session.sign_in},
                                          {"account", session.account},
                                          {"role", session.role},
                                          {"organisation", session.organisation},
                                          {"method", session.method},
                                          {"signed_in_at", session.signed_in_at},
                                          {"now", tx.now()},
                                          {"expires_at", session.expires_at}});
}

std::optional<Session> find_session(db::Tx& tx, SessionId id) {
  return read(tx.query(statements::session_find, {{"id", id}}));
}

std::optional<Session> lock_session(db::Tx& tx, SessionId id) {
  return read(tx.query(statements::session_lock, {{"id", id}}));
}

void extend_session(db::Tx& tx, SessionId id, Instant expires_at) {
  tx.execute(statements::session_extend, {{"id", id}, {"expires_at", expires_at}});
}

void end_sign_in(db::Tx& tx, SessionId sign_in, SessionEnd reason) {
  tx.execute(statements::session_end_sign_in, {{"sign_in", sign_in}, {"now", tx.now()}, {"reason", reason}});
}

void end_sessions_of(db::Tx& tx, AccountId account, std::optional<SessionId> but_sign_in, SessionEnd reason) {
  tx.execute(statements::session_end_of_account, {{"account", account},
                                                  {"except_sign_in", but_sign_in.value_or(SessionId())},
                                                  {"now", tx.now()},
                                                  {"reason", reason}});
}

void end_sessions_of(db::Tx& tx, OrganisationId organisation, SessionEnd reason) {
  tx.execute(statements::session_end_of_organisation,
             {{"organisation", organisation}, {"now", tx.now()}, {"reason", reason}});
}

void end_sessions_of(db::Tx& tx, OrganisationId organisation, AccountId account, SessionEnd reason) {
  tx.execute(statements::session_end_of_member,
             {{"organisation", organisation}, {"account", account}, {"now", tx.now()}, {"reason", reason}});
}

std::vector<SessionTrace> list_sessions_of(db::Tx& tx, AccountId account) {
  std::vector<SessionTrace> out;
  for (SessionId after;;) {
    const auto rows =
        tx.query(statements::session_list_of_account, {{"account", account}, {"after", after}, {"limit", kRowsAtOnce}});
    for (const auto row : rows) {
      after = row.get<SessionId>("id");
      out.push_back(read_trace(row));
    }
    if (static_cast<std::int64_t>(rows.size()) < kRowsAtOnce) return out;
  }
}

void insert_refresh_token(db::Tx& tx, const std::string& hash, SessionId session) {
  tx.execute(statements::refresh_token_insert,
             {{"token_hash", db::Bytes{hash}}, {"session", session}, {"now", tx.now()}});
}

std::optional<StoredRefreshToken> find_refresh_token(db::Tx& tx, const std::string& hash) {
  const auto rows = tx.query(statements::refresh_token_find, {{"token_hash", db::Bytes{hash}}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return StoredRefreshToken{row.get<SessionId>("session"), row.find<Instant>("used_at").has_value()};
}

bool use_refresh_token(db::Tx& tx, const std::string& hash) {
  return tx.execute(statements::refresh_token_use, {{"token_hash", db::Bytes{hash}}, {"now", tx.now()}}) == 1;
}

}  // namespace shanhai::identity::store
