#include "common/auth/sealing.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "common/base/encoding.hpp"

namespace shanhai::auth {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kOverheadBytes = 1 + kNonceBytes + kTagBytes;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

// Found once: OpenSSL 3 looks for an implementation at every use of EVP_aes_256_gcm().
const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const found = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return found;
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
int length_of(std::string_view text) { return static_cast<int>(text.size()); }

void require(bool done) {
  if (!done) throw std::runtime_error("AES-256-GCM failed");
}

void require_key(std::string_view key) {
  if (key.size() != kKeyBytes) throw std::logic_error("a sealing key has 32 bytes");
}

// A data key in the clear, wiped when it is no longer needed.
class OpenKey {
 public:
  explicit OpenKey(std::string key) : key_(std::move(key)) {}
  ~OpenKey() { OPENSSL_cleanse(key_.data(), key_.size()); }
  OpenKey(const OpenKey&) = delete;
  OpenKey& operator=(const OpenKey&) = delete;
  const std::string& get() const { return key_; }

 private:
  std::string key_;
};

}  // namespace

std::string seal(std::string_view key, std::string_view plain, std::string_view context, Random& random) {
  require_key(key);
  std::array<std::uint8_t, kNonceBytes> nonce;
  random.fill(nonce);
  std::string out(plain.size() + kOverheadBytes, '\0');
  out[0] = kVersion;
  std::copy(nonce.begin(), nonce.end(), bytes_of(out) + 1);
  unsigned char* body = bytes_of(out) + 1 + kNonceBytes;
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int written = 0;
  require(cipher && EVP_EncryptInit_ex(cipher.get(), aes_256_gcm(), nullptr, bytes_of(key), nonce.data()) == 1);
  require(EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes_of(context), length_of(context)) == 1);
  require(EVP_EncryptUpdate(cipher.get(), body, &written, bytes_of(plain), length_of(plain)) == 1);
  require(EVP_EncryptFinal_ex(cipher.get(), body + written, &written) == 1);
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, body + plain.size()) == 1);
  return out;
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed, std::string_view context) {
  require_key(key);
  if (sealed.size() < kOverheadBytes || sealed[0] != kVersion) return std::nullopt;
  const auto nonce = sealed.substr(1, kNonceBytes);
  const auto body = sealed.substr(1 + kNonceBytes, sealed.size() - kOverheadBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string out(body.size() + 1, '\0');  // never an empty buffer
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int written = 0;
  require(cipher && EVP_DecryptInit_ex(cipher.get(), aes_256_gcm(), nullptr, bytes_of(key), bytes_of(nonce)) == 1);
  require(EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes_of(context), length_of(context)) == 1);
  require(EVP_DecryptUpdate(cipher.get(), bytes_of(out), &written, bytes_of(body), length_of(body)) == 1);
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1);
  int rest = 0;
  if (EVP_DecryptFinal_ex(cipher.get(), bytes_of(out) + written, &rest) != 1) return std::nullopt;
  out.resize(body.size());
  return out;
}

Vault::Vault(std::string master_key, std::string lookup_key, Random& random)
    : master_key_(std::move(master_key)), lookup_key_(std::move(lookup_key)), random_(random) {
  require_key(master_key_);
  require_key(lookup_key_);
}

std::string Vault::make_data_key(std::string_view context) const {
  std::string key(kKeyBytes, '\0');
  random_.fill({bytes_of(key), key.size()});
  const OpenKey open(std::move(key));
  return seal(master_key_, open.get(), context, random_);
}

std::string Vault::seal_with(std::string_view sealed_data_key, std::string_view key_context, std::string_view plain,
                             std::string_view context) const {
  auto key = unseal(master_key_, sealed_data_key, key_context);
  // Sealing under a key that cannot be opened would lose what is sealed.
  if (!key) throw std::runtime_error("a data key does not open: wrong master key or damaged row");
  const OpenKey open(std::move(*key));
  return seal(open.get(), plain, context, random_);
}

std::optional<std::string> Vault::open_with(std::string_view sealed_data_key, std::string_view key_context,
                                            std::string_view sealed, std::string_view context) const {
  auto key = unseal(master_key_, sealed_data_key, key_context);
  if (!key || key->size() != kKeyBytes) return std::nullopt;
  const OpenKey open(std::move(*key));
  return unseal(open.get(), sealed, context);
}

std::string Vault::seal_directly(std::string_view plain, std::string_view context) const {
  return seal(master_key_, plain, context, random_);
}

std::optional<std::string> Vault::open_directly(std::string_view sealed, std::string_view context) const {
  return unseal(master_key_, sealed, context);
}

std::string Vault::lookup_hash(std::string_view value) const { return hmac_sha256(lookup_key_, value); }

}  // namespace shanhai::auth
