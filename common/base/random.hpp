// Where randomness comes from: the system's generator in programs, a seeded one in tests.
#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <span>
#include <string>

namespace shanhai {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  std::uint64_t next_u64();
  std::uint64_t below(std::uint64_t bound);  // uniform in [0, bound), bound > 0
  std::string digits(std::size_t count);     // e.g. a one-time code
  std::string token(std::size_t bytes);      // URL-safe base64 of that many random bytes, no padding
};

// Cryptographically strong (OpenSSL RAND_bytes); thread-safe. Throws std::runtime_error if the system has no entropy.
class SecureRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

// Repeatable; for tests only. Thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace shanhai
