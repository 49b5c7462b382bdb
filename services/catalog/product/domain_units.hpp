// Weights and what they cost, exactly. Nothing here is a floating-point number: what does not come out even is a
// fraction in lowest terms, and where a fen is shown instead, it says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/money.hpp"

namespace shanhai::catalog {

// Grams of one unit of weight (斤 500, kg 1000, g 1); nullopt: another unit. Exact.
std::optional<std::int64_t> grams_of_unit(std::string_view unit);

// numerator / denominator, in lowest terms, the denominator positive.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  bool operator==(const Fraction&) const = default;
};
// `denominator` > 0.
Fraction fraction(std::int64_t numerator, std::int64_t denominator);

// How many of `to` a `quantity` (>= 0) of `from` is: 3 斤 are 3/2 kg. nullopt: one of them is no unit of weight.
// Throws std::overflow_error where it goes beyond 64 bits.
std::optional<Fraction> convert_weight(std::int64_t quantity, std::string_view from, std::string_view to);

// What `grams` of it cost, in fen, where `net_weight_g` (> 0) cost `price`: exact.
Fraction fen_for(Money price, std::int64_t net_weight_g, std::int64_t grams);
// The same in whole fen, a half rounded up (away from zero).
Money price_for(Money price, std::int64_t net_weight_g, std::int64_t grams);
// The reference price by which packs of different weights are compared and sorted; rounded as price_for() does.
inline Money price_per_kg(Money price, std::int64_t net_weight_g) { return price_for(price, net_weight_g, 1000); }
// The one that people read: a 斤.
inline Money price_per_500g(Money price, std::int64_t net_weight_g) { return price_for(price, net_weight_g, 500); }

}  // namespace shanhai::catalog
