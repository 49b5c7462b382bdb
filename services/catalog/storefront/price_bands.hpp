// Bands of prices, as a facet counts them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace shanhai::catalog {

inline constexpr std::size_t kPriceBands = 6;

// Fen, the first of each band; each ends where the next begins. 20, 50, 100, 200 and 500 yuan are our choice.
inline constexpr std::array<std::int64_t, kPriceBands> kBandsBegin = {0, 2'000, 5'000, 10'000, 20'000, 50'000};

constexpr std::size_t band_of(std::int64_t fen) {
  std::size_t band = kPriceBands - 1;
  while (band > 0 && fen < kBandsBegin[band]) --band;
  return band;
}

// The last fen of a band; the last band has no end.
constexpr std::int64_t band_ends(std::size_t band) {
  return band + 1 < kPriceBands ? kBandsBegin[band + 1] - 1 : std::numeric_limits<std::int64_t>::max();
}

}  // namespace shanhai::catalog
