#include "services/identity/throttle/store.hpp"

#include <algorithm>

#include "sql/identity_queries.hpp"

namespace shanhai::identity::store {
namespace {

namespace statements = ::shanhai::sql::identity;

ThrottleState lock(db::Tx& tx, const std::string& subject) {
  const db::Params key{{"subject", db::Bytes{subject}}};
  auto rows = tx.query(statements::throttle_lock, key);
  if (rows.empty()) {
    tx.try_insert(statements::throttle_insert, {{"subject", db::Bytes{subject}}, {"now", tx.now()}});
    rows = tx.query(statements::throttle_lock, key);
  }
  const auto row = rows.front();
  ThrottleState state;
  state.level = row.get<int>("level");
  state.level_at = row.get<Instant>("level_at");
  state.paused_until = row.find<Instant>("paused_until");
  return state;
}

void update(db::Tx& tx, const std::string& subject, const ThrottleState& state) {
  tx.execute(statements::throttle_update, {{"subject", db::Bytes{subject}},
                                           {"level", state.level},
                                           {"level_at", state.level_at},
                                           {"paused_until", state.paused_until}});
}

}  // namespace

std::optional<std::chrono::seconds> charge(db::Tx& tx, std::span<const Throttled> subjects) {
  std::vector<Throttled> ordered(subjects.begin(), subjects.end());
  std::sort(ordered.begin(), ordered.end(),
            [](const Throttled& a, const Throttled& b) { return a.subject < b.subject; });
  std::vector<ThrottleState> charged;
  std::optional<std::chrono::seconds> wait;
  for (const auto& one : ordered) {
    const auto outcome = identity::charge(lock(tx, one.subject), one.rule, tx.now());
    if (const auto* pause = std::get_if<std::chrono::seconds>(&outcome)) {
      wait = std::max(wait.value_or(*pause), *pause);
    } else {
      charged.push_back(std::get<ThrottleState>(outcome));
    }
  }
  if (wait) return wait;
  for (std::size_t i = 0; i < ordered.size(); ++i) update(tx, ordered[i].subject, charged[i]);
  return std::nullopt;
}

void refund(db::Tx& tx, const Throttled& subject) {
  update(tx, subject.subject, identity::refund(lock(tx, subject.subject), subject.rule, tx.now()));
}

void forget(db::Tx& tx, const std::string& subject) {
  tx.execute(statements::throttle_delete, {{"subject", db::Bytes{subject}}});
}

}  // namespace shanhai::identity::store
