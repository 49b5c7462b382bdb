// Money: integer fen of Chinese yuan (1 CNY = 100 fen). Arithmetic that would overflow throws std::overflow_error.
#pragma once

#include <compare>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace shanhai {

class Money {
 public:
  constexpr Money() = default;
  constexpr explicit Money(std::int64_t fen) : fen_(fen) {}
  constexpr std::int64_t fen() const { return fen_; }
  auto operator<=>(const Money&) const = default;

  friend Money operator+(Money a, Money b) {
    std::int64_t out;
    if (__builtin_add_overflow(a.fen_, b.fen_, &out)) overflow();
    return Money(out);
  }
  friend Money operator-(Money a, Money b) {
    std::int64_t out;
    if (__builtin_sub_overflow(a.fen_, b.fen_, &out)) overflow();
    return Money(out);
  }
  friend Money operator*(Money a, std::int64_t n) {
    std::int64_t out;
    if (__builtin_mul_overflow(a.fen_, n, &out)) overflow();
    return Money(out);
  }
  friend Money operator-(Money a) { return Money() - a; }
  Money& operator+=(Money other) { return *this = *this + other; }
  Money& operator-=(Money other) { return *this = *this - other; }

 private:
  [[noreturn]] static void overflow() { throw std::overflow_error("money overflow"); }
  std::int64_t fen_ = 0;
};

// Splits `total` (>= 0) in proportion to `weights` (>= 0, not all zero) so that the parts sum to it exactly: floor,
// then one fen each to the largest remainders, ties to the earlier (largest-remainder method).
std::vector<Money> allocate(Money total, const std::vector<std::int64_t>& weights);

}  // namespace shanhai
