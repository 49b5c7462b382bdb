// RSA with SHA-256 (PKCS #1 v1.5, RFC 8017), as WeChat Pay (SHA256-RSA2048) and Alipay (RSA2) sign. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace shanhai::orders {

class RsaPrivateKey {
 public:
  // PKCS #8 or PKCS #1 PEM without a pass phrase. std::invalid_argument: it is none.
  explicit RsaPrivateKey(std::string_view pem);
  std::string sign(std::string_view message) const;  // raw bytes

 private:
  std::shared_ptr<evp_pkey_st> key_;
};

class RsaPublicKey {
 public:
  // A public key or a certificate in PEM. std::invalid_argument: it is neither.
  explicit RsaPublicKey(std::string_view pem);
  bool verify(std::string_view message, std::string_view signature) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace shanhai::orders
