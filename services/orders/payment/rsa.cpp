#include "services/orders/payment/rsa.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace shanhai::orders {
namespace {

using KeyPtr = std::shared_ptr<EVP_PKEY>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

BioPtr open_pem(std::string_view pem) { return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free}; }

// An empty pass phrase, so that an encrypted key fails instead of asking the terminal.
int no_pass_phrase(char*, int, int, void*) { return 0; }

KeyPtr checked(EVP_PKEY* key, const char* what) {
  ERR_clear_error();
  KeyPtr out(key, EVP_PKEY_free);
  if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) throw std::invalid_argument(what);
  return out;
}

EVP_PKEY* read_public_key(std::string_view pem) {
  auto bio = open_pem(pem);
  if (auto* key = PEM_read_bio_PUBKEY(bio.get(), nullptr, no_pass_phrase, nullptr)) return key;
  bio = open_pem(pem);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(bio.get(), nullptr, no_pass_phrase, nullptr), &X509_free);
  return certificate ? X509_get_pubkey(certificate.get()) : nullptr;
}

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

RsaPrivateKey::RsaPrivateKey(std::string_view pem) {
  const auto bio = open_pem(pem);
  key_ = checked(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr), "not an RSA private key in PEM");
}

std::string RsaPrivateKey::sign(std::string_view message) const {
  const ContextPtr context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::size_t length = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &length, bytes(message), message.size()) != 1) {
    throw std::runtime_error("signing failed");
  }
  std::string out(length, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, bytes(message),
                     message.size()) != 1) {
    throw std::runtime_error("signing failed");
  }
  out.resize(length);
  return out;
}

RsaPublicKey::RsaPublicKey(std::string_view pem)
    : key_(checked(read_public_key(pem), "neither an RSA public key nor a certificate in PEM")) {}

bool RsaPublicKey::verify(std::string_view message, std::string_view signature) const {
  const ContextPtr context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const bool good =
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace shanhai::orders
