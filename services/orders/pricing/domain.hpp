// What goods cost, and what their carriage costs: ladders, discounts, freight. Integer fen and grams.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/error.hpp"
#include "common/base/ids.hpp"
#include "common/base/money.hpp"
#include "common/base/text.hpp"

namespace shanhai::orders {

// From `from` sale units on each costs `price`.
struct LadderStep {
  std::int64_t from = 1;
  Money price;
};

// The step that holds for `quantity`; `steps` ascend. Without one that is reached: {1, base}.
LadderStep step_at(Money base, const std::vector<LadderStep>& steps, std::int64_t quantity);

// From a threshold in one order of a supplier: so much off.
struct Discount {
  Money threshold, off;
};
// The index of the one that takes most off `goods`, the earlier of equals; nullopt: none is reached. One order has one
// discount: they are not added up.
std::optional<std::size_t> best_discount(const std::vector<Discount>& offered, Money goods);

struct DiscountedLine {
  Money amount;  // before the discount
  std::int64_t quantity = 0;
};
// Shares `off` out over the lines in proportion to their amounts (largest remainder). Every unit keeps a fen, so that a
// return of any unit has something to give back; `off` is cut where that needs it.
std::vector<Money> share_discount(Money off, const std::vector<DiscountedLine>& lines);

using Grams = Bounded<0, 10'000'000>;

// Carriage to some divisions: the first weight costs `first_fee`, each further step or part of one `step_fee`.
struct FreightRegion {
  std::vector<Text<2, 6>> divisions;  // GB/T 2260: the first 2, 4 or 6 digits
  Grams first_weight_g;
  Money first_fee;
  Bounded<100, 10'000'000> step_weight_g;
  Money step_fee;
  std::optional<Money> free_from;  // of the order's goods after discounts: carriage is free
};

// A supplier's terms of carriage. The most specific division decides.
struct FreightTerms {
  std::vector<FreightRegion> regions;
  std::vector<Text<2, 6>> not_delivered;                   // exceptions from the regions
  std::optional<std::vector<Text<2, 6>>> fresh_divisions;  // perishable goods go there only; left out: everywhere
  Grams unweighed_g;                                       // of a sale unit whose weight its product does not say
};

// Digits of divisions within Guangdong, each named once, within the limits. Pointers begin with `pointer`.
std::vector<FieldError> check_terms(const FreightTerms& terms, const std::string& pointer);

// Who has no terms delivers free of charge.
enum class Carriage { possible, not_delivered, fresh_not_delivered };
Carriage carriage_to(const FreightTerms* terms, std::string_view division, bool fresh);

// Whether goods that name where they are delivered to reach `division`; without `delivered` they reach all that is not
// excluded. The most specific division decides.
using Divisions = std::optional<std::vector<Text<2, 6>>>;
bool reaches(const Divisions& delivered, const Divisions& excluded, std::string_view division);

// For one parcel; `goods` of the whole order. Zero where nothing is delivered.
Money freight_of(const FreightTerms* terms, std::string_view division, std::int64_t weight_g, Money goods);

}  // namespace shanhai::orders
