// Access tokens: JWT (RFC 7519) signed with EdDSA over Ed25519 (RFC 8037), `typ` at+jwt (RFC 9068). The algorithm is
// pinned per key.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "common/auth/principal.hpp"
#include "common/json/json.hpp"

namespace shanhai::auth {

struct SigningKey {
  std::string id;          // kid: RFC 7638 thumbprint, base64url
  std::string secret;      // 32 bytes seed
  std::string public_key;  // 32 bytes
  static SigningKey make(Random& random);
  static SigningKey from_secret(std::string secret);
};

struct VerifyingKey {
  std::string id;
  std::string public_key;
};

// {"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":...,"x":...}]}, RFC 7517.
json::Object jwks(const std::vector<VerifyingKey>& keys);
Result<std::vector<VerifyingKey>> parse_jwks(const json::Value& document);

std::string sign_token(const SigningKey& key, const std::string& issuer, const Principal& principal,
                       const std::string& token_id, Instant now, std::chrono::seconds lifetime);

// Raw Ed25519 (RFC 8032), for other signatures (checkpoints, frozen periods).
std::string ed25519_sign(std::string_view secret, std::string_view message);
bool ed25519_verify(std::string_view public_key, std::string_view message, std::string_view signature);

// Verifies tokens against the keys it was last given. Thread-safe. A token that was found good is remembered with its
// times, so that a caller's next request costs no signature (a tenth of a millisecond); other keys forget all of them.
class TokenVerifier {
 public:
  TokenVerifier(std::string issuer, const Clock& clock) : issuer_(std::move(issuer)), clock_(clock) {}
  void set_keys(std::vector<VerifyingKey> keys);
  // Called by verify() for a token whose key is unknown, on the verifying thread; keep it short. Set before anything
  // verifies.
  void on_unknown_key(std::function<void()> call) { unknown_key_ = std::move(call); }
  // unauthenticated: token_missing_parts, token_unknown_key, token_signature, token_expired, token_not_yet_valid,
  // token_audience, token_issuer. exp, iat, iss, aud, typ, sub are required; 30 s of clock skew are forgiven.
  Result<Principal> verify(std::string_view token) const;

 private:
  // What a token says, its signature checked; its times are not, they pass.
  struct Verified {
    Principal principal;
    std::int64_t issued = 0, expires = 0;  // seconds since the epoch
  };
  using VerifiedPtr = std::shared_ptr<const Verified>;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  Result<VerifiedPtr> check(std::string_view token) const;
  VerifiedPtr find_known(std::string_view token) const;
  void remember(std::string_view token, const std::string& kid, VerifiedPtr verified) const;

  const std::string issuer_;
  const Clock& clock_;
  std::function<void()> unknown_key_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::string, std::less<>> keys_;  // kid to public key
  mutable std::unordered_map<std::string, VerifiedPtr, TextHash, std::equal_to<>> known_;
};

}  // namespace shanhai::auth
