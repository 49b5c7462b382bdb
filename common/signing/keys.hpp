// The keys that a service signs notes with: one of Ed25519, one of SM2, under one name. Kept in the service's own
// schema, which no other service's database user can read, sealed under the installation's master key; opened in
// memory.
#pragma once

#include "common/auth/sealing.hpp"
#include "common/signing/note.hpp"

namespace shanhai::signing {

// The name of keys that a service signs with: where what they sign is served, without the scheme.
// std::invalid_argument: the address makes no key name.
std::string name_below(std::string_view public_url, std::string_view prefix);

struct SigningKeys {
  struct Key {
    VerifierKey verifier;
    std::string secret;
  };
  std::vector<Key> keys;  // the first is of Ed25519

  const std::string& origin() const { return keys.front().verifier.name; }
  std::vector<VerifierKey> verifiers() const;
  std::string sign(const std::string& text) const;  // a note with a line of each key
};

struct StoredKey {
  std::string algorithm;  // ed25519, sm2
  std::string name, public_key;
  std::string secret;  // sealed
};

// `context`: of the seal, "<table>.<column>".
StoredKey make_key(KeyKind kind, const std::string& name, const auth::Vault& vault, std::string_view context,
                   Random& random);
VerifierKey verifier_of(const StoredKey& key);
// What opens of them. What is wrong is told in `wrong`, `owner` being whose keys they are: a secret that does not open
// or belongs to another public half, a name that is none, not one key of each kind under one name.
SigningKeys open_keys(const std::vector<StoredKey>& stored, const auth::Vault& vault, std::string_view context,
                      const std::string& owner, std::string& wrong);

}  // namespace shanhai::signing
