// What a supplier and its listing must pass before anything of it is written.
#pragma once

#include "common/db/transaction.hpp"
#include "services/catalog/product/store.hpp"
#include "services/catalog/supplier/store.hpp"

namespace shanhai::catalog {

// unprocessable listing_refused, with the rule at each wrong place.
Error listing_refused(std::vector<FieldError> fields);

// The supplier under lock, so that it cannot be suspended while something of it is published. conflict:
// supplier_not_approved.
Result<store::SupplierRow> lock_approved(db::Tx& tx, OrganisationId id);

// The gates (check_gates) as the supplier's licences open them today.
Result<void> pass_gates(db::Tx& tx, OrganisationId supplier, const ProductContent& content);

// What a certified product may not be changed in: fixed_by_certification at each place of origin that moved.
std::vector<FieldError> moved_origins(const ProductContent& from, const ProductContent& to);

// Whether the draft of `row` may be published without a review, or has passed one; `published`: the newest version's
// content, or nullptr. conflict: review_required.
Result<void> check_review(ReviewPolicy policy, const store::ProductRow& row, const ProductContent* published,
                          const ListingWords& words);

// Whether two contents are the same to buyers, to the last letter.
bool same_content(const ProductContent& a, const ProductContent& b);

}  // namespace shanhai::catalog
