// From a product's content, as it is handed in and stored, to what the rules ask and to what others are told.
#pragma once

#include <map>

#include "services/catalog/product/api.hpp"

namespace shanhai::catalog {

Listing listing_of(const ProductContent& content);

// What bundles hold, by the bundle's SKU, with the shares of their prices.
using Components = std::map<SkuId, std::vector<ComponentFacts>>;

// SKUs of stored content: ids and GTINs are set.
std::vector<SkuFacts> sku_facts(const ProductContent& content, const Components& components);
std::vector<SkuView> sku_views(const ProductContent& content);
// Of stored content: what the catalog writes of them is set.
std::vector<ImageView> image_views(const ProductContent& content);

// Where anybody reads an image that a published version shows, before the SHA-256 of its bytes.
inline constexpr std::string_view kImagePath = "/v1/storefront/images/";

ProductPublished published_event(ProductId product, std::int64_t version, OrganisationId supplier,
                                 const ProductContent& content, const std::string& registration_county,
                                 const Components& components);

}  // namespace shanhai::catalog
