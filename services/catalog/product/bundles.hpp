// Bundles: SKUs that hold other SKUs. Theirs is a price and a name; stock, weight, origin and certification are those
// of what they hold.
#pragma once

#include "common/db/transaction.hpp"
#include "services/catalog/product/listing.hpp"

namespace shanhai::catalog {

// Writes the product of every component into `content`. invalid unknown_sku: no such SKU.
Result<void> name_components(db::Tx& tx, ProductContent& content);

// What the bundles of `content` (with SKU ids) hold, as they are published now. Shares that are not given follow the
// components' own prices (largest remainder). The fields of an invalid error say why not: component_not_for_sale,
// nested_bundle, foreign_share_missing (a component of another supplier has a fixed share), foreign_share_too_low
// (less than that supplier asks for the same quantity: nobody sells another's goods below their price).
Result<Components> share_prices(db::Tx& tx, OrganisationId supplier, const ProductContent& content);

}  // namespace shanhai::catalog
