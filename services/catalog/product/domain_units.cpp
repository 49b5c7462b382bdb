#include "services/catalog/product/domain_units.hpp"

#include <numeric>
#include <stdexcept>

namespace shanhai::catalog {

std::optional<std::int64_t> grams_of_unit(std::string_view unit) {
  if (unit == "斤") return 500;
  if (unit == "kg") return 1000;
  if (unit == "g") return 1;
  return std::nullopt;
}

Fraction fraction(std::int64_t numerator, std::int64_t denominator) {
  if (denominator <= 0) throw std::invalid_argument("a fraction of nothing");
  const auto common = std::gcd(numerator, denominator);
  return {numerator / common, denominator / common};
}

std::optional<Fraction> convert_weight(std::int64_t quantity, std::string_view from, std::string_view to) {
  const auto of_from = grams_of_unit(from);
  const auto of_to = grams_of_unit(to);
  if (!of_from || !of_to) return std::nullopt;
  std::int64_t grams = 0;
  if (__builtin_mul_overflow(quantity, *of_from, &grams)) throw std::overflow_error("weight overflow");
  return fraction(grams, *of_to);
}

Fraction fen_for(Money price, std::int64_t net_weight_g, std::int64_t grams) {
  return fraction((price * grams).fen(), net_weight_g);
}

Money price_for(Money price, std::int64_t net_weight_g, std::int64_t grams) {
  const auto fen = fen_for(price, net_weight_g, grams);
  const auto whole = fen.numerator / fen.denominator;
  const auto rest = fen.numerator % fen.denominator;
  const auto part = rest < 0 ? -rest : rest;
  const bool up = part > 0 && part >= fen.denominator - part;
  if (!up) return Money(whole);
  return Money(fen.numerator < 0 ? whole - 1 : whole + 1);
}

}  // namespace shanhai::catalog
