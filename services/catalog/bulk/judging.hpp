// What some products of a sheet would become, judged against what there is.
#pragma once

#include "services/catalog/bulk/chunk.hpp"
#include "services/catalog/bulk/products_store.hpp"
#include "services/catalog/supplier/store.hpp"

namespace shanhai::catalog {

struct Judged {
  const ProductLines* lines = nullptr;
  std::vector<Problem> problems;  // any: nothing is written of it
  bool is_new = false, changes_draft = false, to_publish = false, awaits_review = false;
  store::ProductRow row;                     // with the new draft
  std::vector<std::size_t> fresh;            // SKUs of the draft that get an id, and a GTIN where they have none
  std::vector<store::Reference> references;  // to be kept; ids are filled in for fresh SKUs
  std::vector<std::size_t> reference_skus;   // their SKUs of the draft
  Components components;
  Tally tally;
};

// The products under lock, and their supplier. conflict: supplier_not_approved.
struct Judgement {
  store::SupplierRow supplier;
  std::vector<Judged> products;
};
Result<Judgement> judge_products(db::Tx& tx, const Importing& importing, const Sheet& sheet,
                                 std::span<const ProductLines> products);

}  // namespace shanhai::catalog
