// Filters, and the exact counts beside them.
#pragma once

#include <deque>

#include "services/catalog/storefront/snapshot.hpp"

namespace shanhai::catalog {

// What the filters let through, and how many of each value there are with every filter but the value's own.
struct Found {
  explicit Found(const Snapshot& snapshot)
      : documents(snapshot.places()),
        county(snapshot.county_groups().size()),
        supplier(snapshot.supplier_groups().size()) {}

  Bits documents;
  std::uint64_t total = 0;
  std::vector<std::uint32_t> county, supplier;  // by group
  std::array<std::uint32_t, kCategories> category{};
  std::array<std::uint32_t, kMarks> mark{};
  std::array<std::uint32_t, kPriceBands> band{};
  std::array<std::uint32_t, 2> certified{};
};

class Filters {
 public:
  Filters(const Snapshot& snapshot, const StorefrontQuery& query);
  Filters(const Filters&) = delete;
  Filters& operator=(const Filters&) = delete;

  // One look at each of `documents` that at most one filter keeps out.
  Found count(const Bits& documents) const;

 private:
  enum Facet : unsigned { county, category, certified, mark, price, supplier, kFacets };

  const Bits* keep(Bits bits) { return &kept_.emplace_back(std::move(bits)); }
  Bits bits_of(const Roaring* documents) const;
  Bits within_price(const Bits& documents) const;

  const Snapshot& snapshot_;
  std::deque<Bits> kept_;                   // made for this query
  std::vector<const Bits*> common_;         // filters that are no facet's own
  std::array<const Bits*, kFacets> own_{};  // but for price
  std::optional<std::int64_t> price_min_, price_max_;
};

// Facets as JSON text.
void append_facets(std::string& out, const Snapshot& snapshot, const Found& found);

}  // namespace shanhai::catalog
