// The writes of listing that more than one path makes: the supplier's requests, and the seed.
#pragma once

#include "common/base/random.hpp"
#include "services/catalog/product/listing.hpp"
#include "services/catalog/product/store.hpp"

namespace shanhai::catalog {

// Gives new SKUs their id and GTIN and keeps those of old ones. invalid: what match_skus() says; conflict: gtin_taken.
Result<void> identify_skus(db::Tx& tx, Random& random, ProductId product, std::vector<SkuContent>& skus);

// Makes the locked row's draft its next version and puts it on sale; `row` becomes what is stored.
void publish_draft(db::Tx& tx, Random& random, store::ProductRow& row, const std::string& registration_county,
                   const Change& change, const Components& components);

}  // namespace shanhai::catalog
