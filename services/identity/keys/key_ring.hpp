// The keys that sign access tokens: read from SQL, kept opened in memory, published as a JWK set. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "common/auth/tokens.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/environment.hpp"

namespace shanhai::identity {

struct KeyRotation {
  std::string kid;
  Instant signs_from{};
  std::vector<std::string> verifying;  // kids whose tokens are accepted, the new one too
};
BOOST_DESCRIBE_STRUCT(KeyRotation, (), (kid, signs_from, verifying))

inline constexpr std::string_view kSigningKeyAdded = "identity.signing_key_added";

class KeyRing {
 public:
  // `published` is told the verifying keys whenever they were read: this process's own TokenVerifier.
  KeyRing(const Environment& environment, std::function<void(std::vector<auth::VerifyingKey>)> published);

  // Reads the keys; makes the first one, which signs at once, and the next one where the newest is kKeySigning old.
  // Throws Unavailable.
  Task<> reload();
  // Adds a key that is published now and signs after kKeyPublication.
  Task<Result<KeyRotation>> rotate(auth::Principal caller, std::string reason, Call call);

  bool loaded() const;
  auth::SigningKey signing_key() const;                    // throws Unavailable before the first reload()
  std::vector<auth::VerifyingKey> verifying_keys() const;  // those with tokens that may not have ended

 private:
  struct Key {
    std::string id, public_key;
    std::optional<auth::SigningKey> opened;  // nullopt: destroyed
    Instant signs_from{};
    std::optional<Instant> verify_until;
  };
  using Keys = std::vector<Key>;
  std::shared_ptr<const Keys> keys() const;
  Keys open(const std::vector<struct StoredKey>& stored) const;
  // The ring is locked. `by` says who and why.
  struct StoredKey add_key(db::Tx& tx, Instant signs_from, const Actor& by) const;

  const Environment& environment_;
  std::function<void(std::vector<auth::VerifyingKey>)> published_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Keys> keys_;
};

}  // namespace shanhai::identity
