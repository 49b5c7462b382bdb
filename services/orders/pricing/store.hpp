// Freight terms and promotions in the database.
#pragma once

#include <map>

#include "common/db/transaction.hpp"
#include "services/orders/pricing/terms.hpp"

namespace shanhai::orders::store {

// False: the supplier has terms that begin at that instant.
bool insert_freight_terms(db::Tx& tx, const FreightTermsRow& row, const std::string& actor);
// Newest first, those that begin before `before`.
std::vector<FreightTermsRow> list_freight_terms(db::Tx& tx, OrganisationId supplier, Instant before,
                                                std::int64_t limit);
std::int64_t count_freight_terms_ahead(db::Tx& tx, OrganisationId supplier);

void insert_promotion(db::Tx& tx, const PromotionRow& row);
// In force or to come at `at`, those that end first first.
std::vector<PromotionRow> list_living_promotions(db::Tx& tx, OrganisationId supplier, Instant at, std::int64_t limit);
// Those that end last first, after (ends_at, id).
std::vector<PromotionRow> list_promotions(db::Tx& tx, OrganisationId supplier, Instant ends_before,
                                          PromotionId id_before, std::int64_t limit);
Result<PromotionRow> lock_promotion(db::Tx& tx, PromotionId id, OrganisationId supplier);  // promotion_not_found
// Under the row's lock; raises the version.
void end_promotion(db::Tx& tx, const PromotionRow& row, Instant at);

// Terms as of `at` and later, of each of the suppliers.
std::map<OrganisationId, SupplierTerms> read_terms(db::Tx& tx, const std::vector<OrganisationId>& suppliers,
                                                   Instant at);

}  // namespace shanhai::orders::store
