// What orders knows of the catalog: filled from its stream, read by checkout and the order writer.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/orders/api.hpp"
#include "services/orders/pricing/domain.hpp"

namespace shanhai::orders {

// What one bundle holds of a SKU.
struct SkuComponent {
  SkuId sku;
  OrganisationId supplier;
  std::int64_t position = 0, quantity = 0;
  Money share;  // of the bundle's price; those of a bundle sum to it
};

// One SKU in one published version of its product; never changes, but for the last one.
struct SkuVersion {
  SkuId sku;
  std::int64_t version = 0;
  ProductId product;
  OrganisationId supplier;
  std::string name, label, unit, gtin;
  Money price;
  std::vector<LadderStep> price_steps;   // ascending
  std::vector<SkuComponent> components;  // of a bundle, which has no stock
  std::optional<std::int64_t> net_weight_g, package_weight_g;
  catalog::Category category = catalog::Category::agricultural;
  catalog::HerbClass herb_class = catalog::HerbClass::not_applicable;
  bool fresh = false;
  bool consumers_may_buy = true;
  std::string production_county, raw_material_county, registration_county;
  std::optional<catalog::DeliveryRegions> delivery_regions;  // left out: wherever its supplier delivers to
  bool was_certified = false;                                // when it was read
};

// What holds for a SKU now.
struct Listing {
  SkuId sku;
  std::int64_t version = 0;
  Money price;
  bool for_sale = false;
  bool certified = false;
};

struct QuotedSku {
  SkuId sku;
  std::int64_t version = 0;
  auto operator<=>(const QuotedSku&) const = default;
};

namespace store {

// The consumer of the catalog's stream. Other events than those it knows change nothing.
Result<void> apply_catalog(db::Tx& tx, const events::Event& event);

std::vector<SkuVersion> find_versions(db::Tx& tx, const std::vector<QuotedSku>& wanted);
// SKUs that the catalog never published are left out.
std::vector<Listing> read_listings(const db::Rows& rows);  // of sku_listing_find
std::vector<Listing> find_listings(db::Tx& tx, const std::vector<SkuId>& skus, Instant at);
// Of those that are known.
std::map<OrganisationId, std::string> find_supplier_names(db::Tx& tx, const std::vector<OrganisationId>& suppliers);
std::optional<OrganisationId> find_owner(db::Tx& tx, SkuId sku);

}  // namespace store
}  // namespace shanhai::orders
