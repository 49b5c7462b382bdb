#include "services/orders/payment/wechat_pay/envelope.hpp"

#include <openssl/evp.h>

#include <charconv>

#include "common/base/encoding.hpp"

namespace shanhai::orders::wechat_pay {
namespace {

constexpr std::chrono::minutes kWindow(5);
constexpr std::size_t kTagBytes = 16;
constexpr std::string_view kAlgorithm = "AEAD_AES_256_GCM";

using CipherPtr = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

int length_of(std::string_view text) { return static_cast<int>(text.size()); }

std::string lines(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const auto part : parts) {
    out += part;
    out += '\n';
  }
  return out;
}

std::int64_t seconds_of(Instant instant) {
  return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// nullopt: the tag does not fit.
std::optional<std::string> decrypt(std::string_view key, std::string_view nonce, std::string_view associated,
                                   std::string_view sealed) {
  const auto text = sealed.substr(0, sealed.size() - kTagBytes);
  std::string tag(sealed.substr(text.size()));
  std::string out(text.size() + 1, '\0');
  const CipherPtr cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int written = 0, last = 0;
  const bool good = EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr) == 1 &&
                    EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_IVLEN, length_of(nonce), nullptr) == 1 &&
                    EVP_DecryptInit_ex(cipher.get(), nullptr, nullptr, bytes(key), bytes(nonce)) == 1 &&
                    EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes(associated), length_of(associated)) == 1 &&
                    EVP_DecryptUpdate(cipher.get(), bytes(out), &written, bytes(text), length_of(text)) == 1 &&
                    EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
                    EVP_DecryptFinal_ex(cipher.get(), bytes(out) + written, &last) == 1;
  if (!good) return std::nullopt;
  out.resize(static_cast<std::size_t>(written + last));
  return out;
}

}  // namespace

const RsaPublicKey* Merchant::find_platform_key(std::string_view wanted) const {
  if (wanted == platform_key_id) return &platform_key;
  for (const auto& other : other_platform_keys) {
    if (wanted == other.id) return &other.key;
  }
  return nullptr;
}

std::string authorization(const Merchant& merchant, std::string_view method, std::string_view target,
                          std::string_view body, Instant now, Random& random) {
  std::string raw(16, '\0');
  random.fill({bytes(raw), raw.size()});
  const auto nonce = to_hex(raw);
  const auto timestamp = std::to_string(seconds_of(now));
  const auto signature = to_base64(merchant.key.sign(lines({method, target, timestamp, nonce, body})));
  return "WECHATPAY2-SHA256-RSA2048 mchid=\"" + merchant.id + "\",nonce_str=\"" + nonce + "\",signature=\"" +
         signature + "\",timestamp=\"" + timestamp + "\",serial_no=\"" + merchant.serial + '"';
}

Result<void> check_seal(const Merchant& merchant, const Seal& seal, std::string_view body, Instant now) {
  if (seal.timestamp.empty() || seal.nonce.empty() || seal.signature.empty() || seal.serial.empty()) {
    return Error::unauthenticated("signature_missing");
  }
  const auto timestamp = parse_seconds(seal.timestamp);
  const auto window = std::chrono::seconds(kWindow).count();
  const auto present = seconds_of(now);
  if (!timestamp || *timestamp < present - window || *timestamp > present + window) {
    return Error::unauthenticated("signature_timestamp");
  }
  const auto* key = merchant.find_platform_key(seal.serial);
  if (!key) return Error::unauthenticated("signature_serial");
  const auto signature = from_base64(seal.signature);
  if (!signature || !key->verify(lines({seal.timestamp, seal.nonce, body}), *signature)) {
    return Error::unauthenticated("signature_invalid");
  }
  return {};
}

Result<std::string> open_resource(const Merchant& merchant, const json::Value& resource) {
  const auto algorithm = text_at(resource, "/algorithm");
  const auto nonce = text_at(resource, "/nonce");
  const auto ciphertext = text_at(resource, "/ciphertext");
  if (!algorithm || !nonce || !ciphertext || nonce->empty()) return Error::unprocessable("resource_malformed");
  if (*algorithm != kAlgorithm) return Error::unprocessable("resource_algorithm");
  const auto sealed = from_base64(*ciphertext);
  if (!sealed || sealed->size() < kTagBytes) return Error::unprocessable("resource_malformed");
  auto plain = decrypt(merchant.api_v3_key, *nonce, text_at(resource, "/associated_data").value_or(""), *sealed);
  if (!plain) return Error::unprocessable("resource_undecipherable");
  return std::move(*plain);
}

std::string seal_signature(const RsaPrivateKey& platform_key, std::string_view timestamp, std::string_view nonce,
                           std::string_view body) {
  return to_base64(platform_key.sign(lines({timestamp, nonce, body})));
}

json::Object close_resource(std::string_view api_v3_key, std::string_view plain, std::string_view associated_data,
                            Random& random) {
  std::string raw(6, '\0');
  random.fill({bytes(raw), raw.size()});
  const auto nonce = to_hex(raw);  // 12 characters
  std::string out(plain.size(), '\0'), tag(kTagBytes, '\0');
  const CipherPtr cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int written = 0, last = 0;
  const bool good =
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(api_v3_key), bytes(nonce)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes(associated_data), length_of(associated_data)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), bytes(out), &written, bytes(plain), length_of(plain)) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), bytes(tag), &last) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1;
  if (!good) throw std::runtime_error("encryption failed");
  return {{"algorithm", kAlgorithm},
          {"ciphertext", to_base64(out + tag)},
          {"associated_data", associated_data},
          {"nonce", nonce}};
}

}  // namespace shanhai::orders::wechat_pay
