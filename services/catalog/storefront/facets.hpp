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
  enum class Facet { none, county, category, certified };
  Roaring apply_without(Roaring documents, Facet facet) const;

  const Snapshot& snapshot_;
  Roaring uncertified_;
  const Roaring* county_ = nullptr;
  const Roaring* prefecture_ = nullptr;
  const Roaring* category_ = nullptr;
  const Roaring* certified_ = nullptr;
  const Roaring* supplier_ = nullptr;
};

}  // namespace shanhai::catalog
