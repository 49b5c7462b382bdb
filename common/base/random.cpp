#include "common/base/random.hpp"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>

#include "common/base/encoding.hpp"

namespace shanhai {

std::uint64_t Random::next_u64() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  std::uint64_t value = 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
  if (bound == 0) throw std::invalid_argument("Random::below(0)");
  const std::uint64_t limit = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;  // reject the uneven tail
  std::uint64_t value;
  do value = next_u64();
  while (value >= limit);
  return value % bound;
}

std::string Random::digits(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>('0' + below(10));
  return out;
}

std::string Random::token(std::size_t bytes) {
  std::string raw(bytes, '\0');
  fill({reinterpret_cast<std::uint8_t*>(raw.data()), raw.size()});
  return to_base64url(raw);
}

void SecureRandom::fill(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1)
    throw std::runtime_error("no randomness from the system");
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  const std::lock_guard lock(mutex_);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
}

}  // namespace shanhai
