#include "services/measurement/entered.hpp"

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

constexpr std::chrono::minutes kTransactionMax(10);

}  // namespace

std::int64_t enter(db::Tx& tx) {
  tx.query(q::entered_lock);
  const auto next = newest_entered(tx) + 1;
  tx.execute(q::entered_insert, {{"revision", next}, {"now", tx.now()}});
  return next;
}

std::int64_t newest_entered(db::Tx& tx) {
  return tx.query(q::entered_find_newest, {{"revision", kNewestEntered}}).front().get<std::int64_t>("revision");
}

std::int64_t entered_by(db::Tx& tx, Instant at) {
  const auto rows = tx.query(q::entered_find_at, {{"at", at}});
  return rows.empty() ? 0 : rows.front().get<std::int64_t>("revision");
}

bool was_entered(db::Tx& tx, std::int64_t revision, Instant at) {
  const auto last = tx.query(q::entered_find_newest, {{"revision", revision}});
  if (last.empty() || last.front().get<Instant>("entered_at") > at + kTransactionMax) return false;
  const auto next = tx.query(q::entered_find_next, {{"revision", revision}});
  return next.empty() || next.front().get<Instant>("entered_at") > at - kTransactionMax;
}

}  // namespace shanhai::measurement
