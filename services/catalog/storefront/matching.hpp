// Which products the words of a query find, and how well. Exact: a product is found if and only if each term stands in
// its name, its English name, its supplier's name or its place of production, or sounds like a part of one of the three
// that are Chinese.
#pragma once

#include "services/catalog/storefront/snapshot.hpp"

namespace shanhai::catalog {

// Documents in which one term stands, by how well; a document counts with the best.
struct Tier {
  std::int32_t weight = 0;
  Bits documents;
};

struct Matched {
  Bits documents;
  std::vector<std::vector<Tier>> terms;  // of each term, the greatest weight first
  std::vector<Correction> corrections;

  // Relevance of one of `documents`; 0 where there are no terms.
  std::int32_t relevance(Snapshot::Ordinal ordinal) const {
    std::int32_t out = 0;
    for (const auto& tiers : terms) {
      for (const auto& tier : tiers) {
        if (!tier.documents.contains(ordinal)) continue;
        out += tier.weight;
        break;
      }
    }
    return out;
  }
};

// Nothing where there is no term. A term that finds nothing at all and is a word of Latin letters is taken for the
// nearest words there are.
Matched match(const Snapshot& snapshot, const std::vector<Term>& terms);

// The same where no term has to be corrected; nullopt otherwise.
std::optional<Matched> match_if_found(const Snapshot& snapshot, const std::vector<Term>& terms);

// The same for terms as they are, without corrections; the last may be the beginning of a word of letters.
Matched match_beginnings(const Snapshot& snapshot, const std::vector<Term>& terms);

}  // namespace shanhai::catalog
