// Signing keys in SQL, their secrets sealed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.hpp"

namespace shanhai::identity {

struct StoredKey {
  std::string id;          // kid
  std::string public_key;  // 32 bytes
  std::string secret;      // sealed; empty: destroyed
  Instant signs_from{};
};

namespace store {

std::vector<StoredKey> list_keys(db::Tx& tx);  // in order of signs_from
// Until the transaction ends nobody else adds a key.
void lock_key_ring(db::Tx& tx);
void insert_key(db::Tx& tx, const StoredKey& key);
void destroy_key(db::Tx& tx, const std::string& id);

}  // namespace store
}  // namespace shanhai::identity
