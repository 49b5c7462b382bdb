// What other services may see of the catalog: its events. Its reads are public (routes.cpp).
#pragma once

#include "common/base/ids.hpp"
#include "common/base/money.hpp"
#include "common/json/json.hpp"
#include "services/catalog/domain_terms.hpp"

namespace shanhai::catalog {

BOOST_DESCRIBE_ENUM(Category, agricultural, herbal_medicine, handicraft)
BOOST_DESCRIBE_ENUM(HerbClass, common_food, food_medicine, drug_material, toxic_prohibited, not_applicable)
BOOST_DESCRIBE_ENUM(ReturnTerms, seven_days, custom_made, if_not_confirmed)
BOOST_DESCRIBE_ENUM(SupplierStatus, applied, recommended, approved, refused, suspended)

BOOST_DESCRIBE_STRUCT(PriceStep, (), (from, price))
BOOST_DESCRIBE_STRUCT(YearWindow, (), (from, to))
BOOST_DESCRIBE_STRUCT(Season, (), (harvested, sold, presold))
BOOST_DESCRIBE_STRUCT(DeliveryRegions, (), (delivered, excluded))

// What one pack holds of a SKU, and what of the pack's price is for it. The shares of a pack sum to its price.
struct ComponentFacts {
  SkuId sku;
  ProductId product;
  OrganisationId supplier;
  std::int64_t quantity = 0;
  Money share;
};
BOOST_DESCRIBE_STRUCT(ComponentFacts, (), (sku, product, supplier, quantity, share))

struct SkuFacts {
  SkuId sku;
  std::string gtin;                                         // 14 digits
  std::string label;                                        // "500 g 盒装"
  std::string unit;                                         // the sale unit: 盒, 只, kg
  Money price;                                              // per sale unit
  std::optional<std::int64_t> net_weight_g;                 // of one sale unit, where it can be weighed
  std::optional<std::int64_t> package_weight_g{};           // what it is packed in
  std::optional<std::vector<PriceStep>> price_steps{};      // ascending `from`
  std::optional<std::vector<ComponentFacts>> components{};  // of a pack, which has no stock of its own
};
BOOST_DESCRIBE_STRUCT(SkuFacts, (),
                      (sku, gtin, label, unit, price, net_weight_g, package_weight_g, price_steps, components))

// "catalog.product_published", aggregate "product". `version` is the published version, which a checkout names as
// price_version.
struct ProductPublished {
  ProductId product;
  std::int64_t version = 0;
  OrganisationId supplier;
  std::string name;
  Category category = Category::agricultural;
  HerbClass herb_class = HerbClass::not_applicable;
  bool fresh = false;  // perishable: no return without reason
  std::optional<std::int64_t> shelf_life_days;
  bool consumers_may_buy = true;  // false: drug material
  std::string production_county;  // the three origins, GB/T 2260
  std::string raw_material_county;
  std::string registration_county;
  std::vector<SkuFacts> skus;
  std::optional<ReturnTerms> return_terms;  // left out: seven_days
  std::optional<Season> season{};
  std::optional<DeliveryRegions> delivery_regions{};  // left out: all that the supplier's terms of carriage reach
};
BOOST_DESCRIBE_STRUCT(ProductPublished, (),
                      (product, version, supplier, name, category, herb_class, fresh, shelf_life_days,
                       consumers_may_buy, production_county, raw_material_county, registration_county, skus,
                       return_terms, season, delivery_regions))

// "catalog.product_withdrawn", aggregate "product": no longer for sale.
struct ProductWithdrawn {
  ProductId product;
  std::string reason;  // a code: by_supplier, supplier_suspended, licence_expired
};
BOOST_DESCRIBE_STRUCT(ProductWithdrawn, (), (product, reason))

// "catalog.certification_changed", aggregate "certification". Certified on the days valid_from..valid_to inclusive
// (China), until revoked. Before publicity is over there is no event.
struct CertificationChanged {
  CertificationId certification;
  ProductId product;
  OrganisationId supplier;
  Instant valid_from{};
  Instant valid_to{};  // exclusive
  bool revoked = false;
  std::int64_t households = 0;  // that the evidence names
};
BOOST_DESCRIBE_STRUCT(CertificationChanged, (),
                      (certification, product, supplier, valid_from, valid_to, revoked, households))

// "catalog.supplier_changed", aggregate "supplier".
struct SupplierChanged {
  OrganisationId supplier;
  std::string name;
  SupplierStatus status = SupplierStatus::applied;
  std::string registration_county;
};
BOOST_DESCRIBE_STRUCT(SupplierChanged, (), (supplier, name, status, registration_county))

inline constexpr std::string_view kProductPublished = "catalog.product_published";
inline constexpr std::string_view kProductWithdrawn = "catalog.product_withdrawn";
inline constexpr std::string_view kCertificationChanged = "catalog.certification_changed";
inline constexpr std::string_view kSupplierChanged = "catalog.supplier_changed";

}  // namespace shanhai::catalog
