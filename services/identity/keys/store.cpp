#include "services/identity/keys/store.hpp"

#include "sql/identity_queries.hpp"

namespace shanhai::identity::store {
namespace {

namespace statements = ::shanhai::sql::identity;

}

std::vector<StoredKey> list_keys(db::Tx& tx) {
  std::vector<StoredKey> out;
  const auto rows = tx.query(statements::signing_key_list);
  for (const auto row : rows) {
    auto secret = row.find<db::Bytes>("secret");
    out.push_back({row.get<std::string>("id"), row.get<db::Bytes>("public_key").value,
                   secret ? std::move(secret->value) : std::string(), row.get<Instant>("signs_from")});
  }
  return out;
}

void lock_key_ring(db::Tx& tx) {
  if (tx.query(statements::key_ring_lock).empty()) throw std::logic_error("the key ring's row is missing");
  tx.execute(statements::key_ring_advance);
}

void insert_key(db::Tx& tx, const StoredKey& key) {
  tx.execute(statements::signing_key_insert, {{"id", key.id},
                                              {"public_key", db::Bytes{key.public_key}},
                                              {"secret", db::Bytes{key.secret}},
                                              {"signs_from", key.signs_from},
                                              {"now", tx.now()}});
}

void destroy_key(db::Tx& tx, const std::string& id) { tx.execute(statements::signing_key_destroy, {{"id", id}}); }

}  // namespace shanhai::identity::store
