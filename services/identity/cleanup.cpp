#include "services/identity/cleanup.hpp"

#include "services/identity/accounts/store.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "sql/identity_queries.hpp"

namespace shanhai::identity {
namespace {

namespace statements = ::shanhai::sql::identity;

constexpr std::chrono::days kSessionsKept{30};  // after they ended by themselves: a person sees them in the export
constexpr std::chrono::days kThrottlesKept{7};  // longer than any rule takes to forgive everything

}  // namespace

std::int64_t clean_batch(db::Tx& tx) {
  auto gone = tx.execute(statements::cleanup_codes, {{"before", tx.now()}});
  gone += tx.execute(statements::cleanup_throttles, {{"before", tx.now() - kThrottlesKept}});
  // A copy older than any session lives without a refresh can no longer be the newest of anybody.
  gone += tx.execute(statements::cleanup_used_refresh_tokens, {{"before", tx.now() - kRefreshLifetime}});
  std::vector<SessionId> sessions;
  const auto rows = tx.query(statements::cleanup_sessions_list, {{"before", tx.now() - kSessionsKept}});
  for (const auto row : rows) sessions.push_back(row.get<SessionId>("id"));
  if (!sessions.empty()) {
    const auto list = db::Value::list_of(sessions);
    tx.execute(statements::cleanup_refresh_tokens, {{"sessions", list}});
    gone += tx.execute(statements::cleanup_sessions, {{"sessions", list}});
  }
  return static_cast<std::int64_t>(gone);
}

}  // namespace shanhai::identity
