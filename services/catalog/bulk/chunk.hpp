// Some products of a sheet, judged and written in one transaction.
#pragma once

#include "services/catalog/bulk/api.hpp"
#include "services/catalog/bulk/reading.hpp"
#include "services/catalog/scope.hpp"

namespace shanhai::catalog {

// Whose sheet it is and what is to become of it.
struct Importing {
  ImportId id;
  OrganisationId supplier;
  ImportMode mode = ImportMode::dry_run;
  bool publish = false;
  ReviewPolicy review = ReviewPolicy::none;
  Change change;
};

struct Tally {
  std::int64_t products = 0, rows = 0, created = 0, changed = 0, unchanged = 0, refused = 0;
  std::int64_t published = 0, unreviewed = 0;  // products
};

struct ChunkResult {
  Tally tally;
  std::vector<Problem> problems;  // in no order
};

// A product is written whole or not at all; a dry run judges alike and writes nothing. conflict: supplier_not_approved.
// Throws db::DuplicateKey where another transaction took a GTIN meanwhile: run again, it is told.
Result<ChunkResult> import_chunk(db::Tx& tx, Random& random, const Importing& importing, const Sheet& sheet,
                                 std::span<const ProductLines> products);

}  // namespace shanhai::catalog
