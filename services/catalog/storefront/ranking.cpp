#include "services/catalog/storefront/ranking.hpp"

#include <array>

namespace shanhai::catalog {
namespace {

constexpr std::int32_t kCertified = 500;
constexpr std::int32_t kEachStepOfSales = 70;  // more than what is new, all of them less than a certification
constexpr std::array<std::int64_t, 5> kSoldAtLeast = {1, 10, 100, 1000, 10000};

// Published for less than so long.
struct Newness {
  std::chrono::days younger_than;
  std::int32_t value;
};
constexpr std::array<Newness, 2> kNewness = {{{std::chrono::days(30), 60}, {std::chrono::days(90), 30}}};

}  // namespace

std::int64_t sold_at_least(std::int64_t units) {
  std::int64_t out = 0;
  for (const auto step : kSoldAtLeast) out = units >= step ? step : out;
  return out;
}

std::optional<std::int64_t> rating_tenths(std::int64_t ratings, std::int64_t stars) {
  if (ratings == 0) return std::nullopt;
  return (stars * 20 + ratings) / (ratings * 2);
}

std::int64_t rating_rank(std::int64_t ratings, std::int64_t stars) {
  constexpr std::int64_t kMore = 5, kTheirStars = 4;
  return ratings == 0 ? 0 : (stars + kMore * kTheirStars) * 1000 / (ratings + kMore);
}

Quality quality_of(bool certified, std::int64_t units_sold, Instant published_at, Instant now) {
  Quality out{certified ? kCertified : 0, std::nullopt};
  for (const auto step : kSoldAtLeast) out.value += units_sold >= step ? kEachStepOfSales : 0;
  for (const auto& step : kNewness) {
    // At a whole hour: what was published together ceases to be new together.
    const auto ends = std::chrono::ceil<std::chrono::hours>(published_at + step.younger_than);
    if (now >= ends) continue;
    out.value += step.value;
    out.changes_at = ends;
    break;
  }
  return out;
}

}  // namespace shanhai::catalog
