// A product as its supplier sees it, and how an edit's SKUs relate to those that exist.
#pragma once

#include "services/catalog/product/store.hpp"

namespace shanhai::catalog {

// `published`: the newest published version's content, or nullptr.
ProductView view_of(const store::ProductRow& row, const ProductContent* published);
ProductListItem list_item_of(const store::ProductRow& row);

// Fills in the GTINs of SKUs that name their id; gives the indices of the new ones. invalid: a sku_id of another
// product (unknown_sku) or named twice (repeated), a GTIN that differs from the SKU's (gtin_fixed), one in the
// restricted range (restricted_gtin).
Result<std::vector<std::size_t>> match_skus(const std::vector<store::SkuIdentity>& known,
                                            std::vector<SkuContent>& skus);

}  // namespace shanhai::catalog
