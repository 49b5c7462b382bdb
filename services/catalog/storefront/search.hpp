// Search, filters, facets and sorting over a snapshot. Exact: a document is found if and only if it matches the words
// of the query (matching.hpp) and every filter holds; counts are those of all documents found.
#pragma once

#include "services/catalog/storefront/snapshot.hpp"

namespace shanhai::catalog {

// One page as JSON text (StorefrontPage). invalid: query/q (too_many_words), query/county, query/prefecture,
// query/price_max_fen, query/cursor.
//
// Order: price_asc, price_desc, newest, sales, rating; relevance as ranking.hpp says, what fits as well by quality, and
// what is equal throughout comes newest first. A cursor holds the sort value and id it goes on behind, so it stays good
// when the snapshot changes.
Result<std::string> search(const Snapshot& snapshot, const StorefrontQuery& query);

// The same where it takes some hundred microseconds at most: one or two words that are found without looking for near
// ones, in not too many products. nullopt: otherwise, or it is refused.
std::optional<std::string> search_if_short(const Snapshot& snapshot, const StorefrontQuery& query);

// All categories, and all counties that something comes from or that are supported, with how many products.
FacetList list_categories(const Snapshot& snapshot);
FacetList list_counties(const Snapshot& snapshot);

}  // namespace shanhai::catalog
