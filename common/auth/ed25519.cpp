// Ed25519 (RFC 8032) by OpenSSL, and the key identifiers of RFC 7638.
#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"

namespace shanhai::auth {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void require(bool done) {
  if (!done) throw std::runtime_error("Ed25519 failed");
}

Key private_key(std::string_view secret) {
  if (secret.size() != kKeyBytes) throw std::logic_error("an Ed25519 secret has 32 bytes");
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(secret), secret.size()));
  require(key != nullptr);
  return key;
}

// RFC 7638: the required members in lexicographic order, without white space.
std::string thumbprint(std::string_view public_key) {
  return to_base64url(sha256(R"({"crv":"Ed25519","kty":"OKP","x":")" + to_base64url(public_key) + R"("})"));
}

}  // namespace

SigningKey SigningKey::make(Random& random) {
  std::string secret(kKeyBytes, '\0');
  random.fill({bytes_of(secret), secret.size()});
  return from_secret(std::move(secret));
}

SigningKey SigningKey::from_secret(std::string secret) {
  const Key key = private_key(secret);
  std::string public_key(kKeyBytes, '\0');
  std::size_t size = public_key.size();
  require(EVP_PKEY_get_raw_public_key(key.get(), bytes_of(public_key), &size) == 1 && size == kKeyBytes);
  SigningKey out;
  out.id = thumbprint(public_key);
  out.secret = std::move(secret);
  out.public_key = std::move(public_key);
  return out;
}

std::string ed25519_sign(std::string_view secret, std::string_view message) {
  const Key key = private_key(secret);
  const Digest context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  require(EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(message), message.size()) == 1);
  return signature;
}

bool ed25519_verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != kKeyBytes || signature.size() != kSignatureBytes) return false;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key), public_key.size()));
  if (!key) return false;
  const Digest context(EVP_MD_CTX_new());
  require(context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
}

}  // namespace shanhai::auth
