// In which order what is found is shown (decision 31). Pure.
#pragma once

#include <optional>

#include "common/base/clock.hpp"

namespace shanhai::catalog {

// How well a term of a query fits, by where it stands; a product's relevance is the sum over its terms.
struct Weights {
  static constexpr std::int32_t kNameBegins = 10, kName = 8, kEnglishName = 6, kNameSounds = 5, kNearly = 4,
                                kSupplier = 2, kPlace = 1;
};

// How much of a product was sold recently, as it is told: the greatest of 0, 1, 10, 100, 1000 and 10000 units that it
// reaches.
std::int64_t sold_at_least(std::int64_t units);

// Average of ratings in tenths of a star, a half rounded up; nullopt: there is none.
std::optional<std::int64_t> rating_tenths(std::int64_t ratings, std::int64_t stars);
// What products are sorted by, thousandths of a star: as if five more had rated it with four stars, so that one rating
// does not stand above a hundred. 0: unrated.
std::int64_t rating_rank(std::int64_t ratings, std::int64_t stars);

// What puts a product before others that fit as well: certified for assistance before all else, then what was sold
// more, then what is new.
struct Quality {
  std::int32_t value = 0;             // greater is better, below 1000
  std::optional<Instant> changes_at;  // when it is no longer as new
};
Quality quality_of(bool certified, std::int64_t units_sold, Instant published_at, Instant now);

}  // namespace shanhai::catalog
