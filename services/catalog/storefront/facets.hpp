// Filters as bitmaps, and the exact counts beside them.
#pragma once

#include "services/catalog/storefront/snapshot.hpp"

namespace shanhai::catalog {

class Filters {
 public:
  Filters(const Snapshot& snapshot, const StorefrontQuery& query);

  Roaring apply(const Roaring& documents) const;
  // Of each facet, with every filter but its own.
  Facets facets(const Roaring& documents) const;

 private:
  enum Facet : unsigned { county, category, certified, mark, price, supplier, kFacets };

  Roaring without_own(const Roaring& documents, Facet facet) const;
  Roaring within_price(const Roaring& documents) const;
  void filter(Facet facet, const Roaring* bitmap) { own_[facet] = bitmap ? *bitmap : Roaring(); }

  const Snapshot& snapshot_;
  std::vector<Roaring> common_;                      // filters that are no facet's own
  std::array<std::optional<Roaring>, kFacets> own_;  // but for price
  std::optional<std::int64_t> price_min_, price_max_;
};

}  // namespace shanhai::catalog
