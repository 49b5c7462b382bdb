#include "common/db/idempotency.hpp"

#include "sql/common_queries.hpp"

namespace shanhai::db {
namespace {

constexpr std::size_t kDigestBytes = 32;

}  // namespace

namespace detail {

Result<std::optional<std::string>> claim_idempotency_key(Tx& tx, const IdempotencyKey& key) {
  if (key.scope.size() != kDigestBytes || key.payload.size() != kDigestBytes) {
    throw std::logic_error("an idempotency key is two SHA-256 digests");
  }
  // While another transaction holds the key this waits for its end: then the key is ours, or its answer is there to
  // read.
  if (tx.try_insert(sql::common::idempotency_claim,
                    {{"scope", Bytes{key.scope}}, {"payload", Bytes{key.payload}}, {"now", tx.now()}})) {
    return std::optional<std::string>();
  }
  const auto rows = tx.query(sql::common::idempotency_find, {{"scope", Bytes{key.scope}}});
  if (rows.empty()) throw Retryable(0, "an idempotency key was pruned while it was read");
  const auto row = rows.front();
  if (row.get<Bytes>("payload").value != key.payload) return Error::unprocessable("idempotency_key_reused");
  return std::optional(row.get<std::string>("answer"));
}

void store_idempotent_answer(Tx& tx, const IdempotencyKey& key, std::string_view answer) {
  const auto matched = tx.execute(sql::common::idempotency_store, {{"scope", Bytes{key.scope}}, {"answer", answer}});
  if (matched != 1) throw std::logic_error("an answer is stored for a key that was not claimed");
}

}  // namespace detail

std::uint64_t prune_idempotency_keys(Tx& tx, Instant before, std::int64_t limit) {
  return tx.execute(sql::common::idempotency_prune, {{"before", before}, {"limit", limit}});
}

}  // namespace shanhai::db
