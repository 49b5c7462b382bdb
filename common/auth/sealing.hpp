// Personal data at rest: AES-256-GCM under a data key of its own, which is itself sealed under the installation's
// master key. Destroying the sealed data key destroys the data (crypto-erasure), in backups too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/random.hpp"

namespace shanhai::auth {

// version byte | 12-byte nonce | ciphertext | 16-byte tag. `context` is authenticated, not stored: table, column and
// row id.
std::string seal(std::string_view key, std::string_view plain, std::string_view context, Random& random);
std::optional<std::string> unseal(std::string_view key, std::string_view sealed,
                                  std::string_view context);  // nullopt: wrong key, context or bytes

class Vault {
 public:
  // Keys: 32 bytes each.
  Vault(std::string master_key, std::string lookup_key, Random& random);
  // A fresh data key, sealed under the master key; store the result with the subject.
  std::string make_data_key(std::string_view context) const;
  std::string seal_with(std::string_view sealed_data_key, std::string_view key_context, std::string_view plain,
                        std::string_view context) const;
  std::optional<std::string> open_with(std::string_view sealed_data_key, std::string_view key_context,
                                       std::string_view sealed, std::string_view context) const;
  // Directly under the master key, for small things that need no erasure of their own.
  std::string seal_directly(std::string_view plain, std::string_view context) const;
  std::optional<std::string> open_directly(std::string_view sealed, std::string_view context) const;
  std::string lookup_hash(std::string_view value) const;  // HMAC-SHA256: finds a phone without storing it

 private:
  std::string master_key_, lookup_key_;
  Random& random_;
};

}  // namespace shanhai::auth
