// What a buyer may be typing, and what else is like a product.
#pragma once

#include "services/catalog/storefront/snapshot.hpp"

namespace shanhai::catalog {

// Counties whose name begins with or sounds like the text, then names of products that fit best, each once, then
// suppliers. The last word of letters may be the beginning of a word or of a syllable.
SuggestionList suggest(const Snapshot& snapshot, std::string_view typed, std::size_t limit);

// Up to twelve products of the same category, as JSON text (SimilarList): the more rare parts of their names are the
// same, the nearer; then from the same county, then by quality and age.
std::string write_similar(const Snapshot& snapshot, Snapshot::Ordinal product);

}  // namespace shanhai::catalog
