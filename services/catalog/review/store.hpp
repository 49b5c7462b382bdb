// Reviews of drafts in the database. What lies outside the scope is not found.
#pragma once

#include "services/catalog/product/store.hpp"
#include "services/catalog/review/api.hpp"

namespace shanhai::catalog::store {

// Of a supplier's own; and of what was handed in and not edited since, for who reviews it.
std::optional<ProductRow> find_product_for_review(db::Tx& tx, ProductId id, const Scope& scope);
// For a decision: a county's or the platform's.
std::optional<ProductRow> lock_product_for_review(db::Tx& tx, ProductId id, const Scope& scope);
// The step, with who and why; `row` becomes what is stored.
void write_review_step(db::Tx& tx, ProductRow& row, ReviewStatus step, const Change& change);
std::vector<ReviewStep> list_review_steps(db::Tx& tx, ProductId product);
std::vector<ReviewListItem> list_reviews(db::Tx& tx, const Scope& scope, ReviewFilter review, ProductId after,
                                         std::int64_t limit);

}  // namespace shanhai::catalog::store
