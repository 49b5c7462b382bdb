#include "common/base/random.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "common/base/encoding.hpp"

namespace shanhai {
namespace {

void take_from_system(std::uint8_t* out, std::size_t size) {
  if (RAND_bytes(out, static_cast<int>(size)) != 1) throw std::runtime_error("no randomness from the system");
}

// A call to OpenSSL's generator costs a microsecond whatever it is asked for, and an order needs a dozen ids and
// nonces. What has been given out is wiped, so a key never stays behind here.
class Reserve {
 public:
  void fill(std::span<std::uint8_t> out) {
    if (left_ < out.size()) {
      take_from_system(bytes_.data(), bytes_.size());
      left_ = bytes_.size();
    }
    const auto from = bytes_.data() + (bytes_.size() - left_);
    std::copy_n(from, out.size(), out.data());
    OPENSSL_cleanse(from, out.size());
    left_ -= out.size();
  }

 private:
  std::array<std::uint8_t, 1024> bytes_;
  std::size_t left_ = 0;
};

constexpr std::size_t kMostFromReserve = 64;

}  // namespace

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
  if (out.size() > kMostFromReserve) return take_from_system(out.data(), out.size());
  thread_local Reserve reserve;
  reserve.fill(out);
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  const std::lock_guard lock(mutex_);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
}

}  // namespace shanhai
