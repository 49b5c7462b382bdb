#include "common/signing/sm2.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <memory>
#include <stdexcept>

namespace shanhai::signing {
namespace {

constexpr std::size_t kSecretBytes = 32;

struct Free {
  void operator()(BIGNUM* p) const { BN_clear_free(p); }
  void operator()(EC_GROUP* p) const { EC_GROUP_free(p); }
  void operator()(EC_POINT* p) const { EC_POINT_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
  void operator()(OSSL_PARAM_BLD* p) const { OSSL_PARAM_BLD_free(p); }
  void operator()(OSSL_PARAM* p) const { OSSL_PARAM_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void require(bool done) {
  if (!done) throw std::runtime_error("SM2 failed");
}

Owned<EC_GROUP> curve() {
  Owned<EC_GROUP> out(EC_GROUP_new_by_curve_name(NID_sm2));
  require(out != nullptr);
  return out;
}

Owned<BIGNUM> number_of(std::string_view bytes) {
  Owned<BIGNUM> out(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
  require(out != nullptr);
  return out;
}

// 1 to n - 2 (GB/T 32918.1, 6.1).
bool is_secret(std::string_view secret, const EC_GROUP* group) {
  if (secret.size() != kSecretBytes) return false;
  const auto number = number_of(secret);
  const Owned<BIGNUM> most(BN_dup(EC_GROUP_get0_order(group)));
  require(most && BN_sub_word(most.get(), 2) == 1);
  return !BN_is_zero(number.get()) && BN_cmp(number.get(), most.get()) <= 0;
}

// With a secret: a key pair. nullptr: no point of the curve.
Owned<EVP_PKEY> key_of(std::string_view public_key, std::string_view secret) {
  const Owned<OSSL_PARAM_BLD> build(OSSL_PARAM_BLD_new());
  require(build && OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, SN_sm2, 0) == 1 &&
          OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, public_key.data(),
                                           public_key.size()) == 1);
  Owned<BIGNUM> number;
  if (!secret.empty()) {
    number = number_of(secret);
    require(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1);
  }
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(build.get()));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, SN_sm2, nullptr));
  require(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  const bool made = EVP_PKEY_fromdata(context.get(), &key, secret.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR,
                                      parameters.get()) == 1;
  ERR_clear_error();
  return Owned<EVP_PKEY>(made ? key : nullptr);
}

// A digest context whose key context has the distinguishing identifier.
struct Digest {
  explicit Digest(EVP_PKEY* key) : context(EVP_MD_CTX_new()), identified(EVP_PKEY_CTX_new(key, nullptr)) {
    require(context && identified &&
            EVP_PKEY_CTX_set1_id(identified.get(), kSm2DistinguishingId.data(), kSm2DistinguishingId.size()) == 1);
    EVP_MD_CTX_set_pkey_ctx(context.get(), identified.get());
  }
  Owned<EVP_MD_CTX> context;
  Owned<EVP_PKEY_CTX> identified;
};

}  // namespace

Sm2Key make_sm2_key(Random& random) {
  const auto group = curve();
  Sm2Key out;
  do {
    out.secret.assign(kSecretBytes, '\0');
    random.fill({bytes_of(out.secret), out.secret.size()});
  } while (!is_secret(out.secret, group.get()));
  out.public_key = sm2_public_key(out.secret);
  return out;
}

std::string sm2_public_key(std::string_view secret) {
  const auto group = curve();
  if (!is_secret(secret, group.get())) throw std::invalid_argument("no secret of an SM2 key");
  const auto number = number_of(secret);
  const Owned<EC_POINT> point(EC_POINT_new(group.get()));
  require(point && EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1);
  std::string out(kSm2PublicKeyBytes, '\0');
  require(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes_of(out), out.size(),
                             nullptr) == out.size());
  return out;
}

std::string sm2_sign(std::string_view secret, std::string_view message) {
  const auto key = key_of(sm2_public_key(secret), secret);
  require(key != nullptr);
  const Digest digest(key.get());
  std::size_t size = 0;
  require(EVP_DigestSignInit(digest.context.get(), nullptr, EVP_sm3(), nullptr, key.get()) == 1 &&
          EVP_DigestSign(digest.context.get(), nullptr, &size, bytes_of(message), message.size()) == 1);
  std::string out(size, '\0');
  require(EVP_DigestSign(digest.context.get(), bytes_of(out), &size, bytes_of(message), message.size()) == 1);
  out.resize(size);
  return out;
}

bool sm2_verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != kSm2PublicKeyBytes) return false;
  const auto key = key_of(public_key, {});
  if (!key) return false;
  const Digest digest(key.get());
  require(EVP_DigestVerifyInit(digest.context.get(), nullptr, EVP_sm3(), nullptr, key.get()) == 1);
  const bool good = EVP_DigestVerify(digest.context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                                     message.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace shanhai::signing
