// One idempotency path for every POST that must not happen twice.
//
// The answer is stored in the effect's own transaction (table idempotency_key), so it exists exactly if the effect
// does. A refusal is not stored and may succeed later. A second request with the same key waits on the first one's row,
// then replays it; with another payload it is refused: 422 idempotency_key_reused. HTTP semantics:
// draft-ietf-httpapi-idempotency-key-header.
#pragma once

#include "common/db/idempotency_key.hpp"
#include "common/db/transaction.hpp"
#include "common/json/json.hpp"

namespace shanhai::db {

template <class T>
struct Replayable {
  T value;
  bool replayed = false;
};

namespace detail {
// Claims the key, or finds the stored answer. nullopt: claimed, go on and store.
Result<std::optional<std::string>> claim_idempotency_key(Tx& tx, const IdempotencyKey& key);
void store_idempotent_answer(Tx& tx, const IdempotencyKey& key, std::string_view answer);
}  // namespace detail

// Forgets keys older than `before`, at most `limit` at a time; gives how many. A key that a client may still repeat
// must stay.
std::uint64_t prune_idempotency_keys(Tx& tx, Instant before, std::int64_t limit);

// Runs `f() -> Result<T>` once per key. T is a described struct: it is stored as JSON.
template <class F>
auto idempotent(Tx& tx, const IdempotencyKey& key, F f)
    -> Result<Replayable<typename std::invoke_result_t<F>::value_type>> {
  using T = typename std::invoke_result_t<F>::value_type;
  SH_TRY(auto stored, detail::claim_idempotency_key(tx, key));
  if (stored) {
    SH_TRY(T value, json::parse<T>(*stored));
    return Replayable<T>{std::move(value), true};
  }
  SH_TRY(T value, f());
  detail::store_idempotent_answer(tx, key, json::print(value));
  return Replayable<T>{std::move(value), false};
}

}  // namespace shanhai::db
