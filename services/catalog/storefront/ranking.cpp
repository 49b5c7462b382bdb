#include "services/catalog/storefront/ranking.hpp"

#include <array>

namespace shanhai::catalog {
namespace {

constexpr std::int32_t kCertified = 500;

// Published for less than so long.
struct Newness {
  std::chrono::days younger_than;
  std::int32_t value;
};
constexpr std::array<Newness, 2> kNewness = {{{std::chrono::days(30), 200}, {std::chrono::days(90), 100}}};

}  // namespace

Quality quality_of(bool certified, Instant published_at, Instant now) {
  Quality out{certified ? kCertified : 0, std::nullopt};
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
