// How a product's prices changed.
#pragma once

#include "services/catalog/product/api.hpp"

namespace shanhai::catalog {

// From then until the next one; a version that left a price as it was is not told.
struct PastPrice {
  std::int64_t version = 0;  // of the product
  Instant from{};
  Money price;  // per sale unit
  std::vector<PriceStep> price_steps;
};
BOOST_DESCRIBE_STRUCT(PastPrice, (), (version, from, price, price_steps))

struct SkuPrices {
  SkuId sku_id;
  std::vector<PastPrice> prices;  // the newest first
};
BOOST_DESCRIBE_STRUCT(SkuPrices, (), (sku_id, prices))

// Of the newest thousand prices of all SKUs that the product ever had.
struct PriceHistory {
  ProductId product_id;
  std::vector<SkuPrices> items;
};
BOOST_DESCRIBE_STRUCT(PriceHistory, (), (product_id, items))

}  // namespace shanhai::catalog
