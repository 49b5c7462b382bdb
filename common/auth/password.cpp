#include "common/auth/password.hpp"

#include <argon2.h>

#include <array>
#include <stdexcept>

namespace shanhai::auth {
namespace {

constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kMemoryKib = 19 * 1024;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

}  // namespace

std::string hash_password(std::string_view password, Random& random) {
  std::array<std::uint8_t, kSaltBytes> salt;
  random.fill(salt);
  std::string phc(argon2_encodedlen(kPasses, kMemoryKib, kLanes, kSaltBytes, kHashBytes, Argon2_id), '\0');
  const int outcome = argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, password.data(), password.size(), salt.data(),
                                            salt.size(), kHashBytes, phc.data(), phc.size());
  if (outcome != ARGON2_OK) throw std::runtime_error(std::string("Argon2id: ") + argon2_error_message(outcome));
  phc.resize(phc.find('\0'));
  return phc;
}

bool verify_password(std::string_view password, std::string_view phc) {
  const int outcome = argon2id_verify(std::string(phc).c_str(), password.data(), password.size());
  if (outcome == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::runtime_error("Argon2id: out of memory");
  return outcome == ARGON2_OK;
}

}  // namespace shanhai::auth
