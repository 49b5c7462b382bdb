// SM2 signatures with SM3 (GB/T 32918.2-2016, GM/T 0003.2), by OpenSSL. The signer's distinguishing identifier is the
// usual "1234567812345678" (GB/T 35276) and is set explicitly on both sides: OpenSSL before 4.0 takes none where none
// is set. Signatures are DER (GM/T 0009), public keys the uncompressed point.
#pragma once

#include <string>
#include <string_view>

#include "common/base/random.hpp"

namespace shanhai::signing {

inline constexpr std::string_view kSm2DistinguishingId = "1234567812345678";
inline constexpr std::size_t kSm2PublicKeyBytes = 65;

struct Sm2Key {
  std::string secret;      // 32 bytes
  std::string public_key;  // 65 bytes: 0x04 | x | y
};

Sm2Key make_sm2_key(Random& random);
// std::invalid_argument: no secret of an SM2 key.
std::string sm2_public_key(std::string_view secret);
std::string sm2_sign(std::string_view secret, std::string_view message);
// False also for what is no public key or no signature.
bool sm2_verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace shanhai::signing
