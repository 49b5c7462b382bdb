// In which order what is found is shown (decision 30). Pure.
#pragma once

#include <optional>

#include "common/base/clock.hpp"

namespace shanhai::catalog {

// How well a term of a query fits, by where it stands; a product's relevance is the sum over its terms.
struct Weights {
  static constexpr std::int32_t kNameBegins = 10, kName = 8, kEnglishName = 6, kNameSounds = 5, kNearly = 4,
                                kSupplier = 2, kPlace = 1;
};

// What puts a product before others that fit as well: certified for assistance before all else, then what is new.
struct Quality {
  std::int32_t value = 0;             // greater is better, below 1000
  std::optional<Instant> changes_at;  // when it is no longer as new
};
Quality quality_of(bool certified, Instant published_at, Instant now);

}  // namespace shanhai::catalog
