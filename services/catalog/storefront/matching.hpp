// Which products the words of a query find, and how well. Exact: a product is found if and only if each term stands in
// its name, its English name, its supplier's name or its place of production, or sounds like a part of one of the three
// that are Chinese.
#pragma once

#include "services/catalog/storefront/snapshot.hpp"

namespace shanhai::catalog {

// Documents in which one term stands, by how well; a document counts with the best.
struct Tier {
  std::int32_t weight = 0;
  Roaring documents;
};

struct Matched {
  Roaring documents;
  std::vector<std::vector<Tier>> terms;  // of each term, ascending by weight
  std::vector<Correction> corrections;
};

// Nothing where there is no term. A term that finds nothing at all and is a word of Latin letters is taken for the
// nearest words there are.
Matched match(const Snapshot& snapshot, const std::vector<Term>& terms);

// The same for terms as they are, without corrections; the last may be the beginning of a word of letters.
Matched match_beginnings(const Snapshot& snapshot, const std::vector<Term>& terms);

// Relevance of each document of `of`, by ordinal; of others unspecified. Valid until this thread's next call.
const std::vector<std::int32_t>& relevance_of(const Snapshot& snapshot, const Matched& matched, const Roaring& of);

}  // namespace shanhai::catalog
