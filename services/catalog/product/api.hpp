// What the product routes take and give; also how drafts and published versions are stored.
#pragma once

#include "services/catalog/api.hpp"
#include "services/catalog/product/domain.hpp"

namespace shanhai::catalog {

BOOST_DESCRIBE_ENUM(ProductStatus, draft, published, withdrawn)
BOOST_DESCRIBE_ENUM(Mark, geographical_indication, organic, green_food, national_heritage)

// What a bundle holds of another SKU.
struct BundleComponent {
  SkuId sku_id;
  Bounded<1, 1000> quantity;            // sale units in one bundle
  std::optional<Money> price_share;     // of the bundle's price; left out of all: by the components' own prices
  std::optional<ProductId> product_id;  // written by the catalog
};
BOOST_DESCRIBE_STRUCT(BundleComponent, (), (sku_id, quantity, price_share, product_id))

struct SkuContent {
  std::optional<SkuId> sku_id;  // in an edit: keeps the SKU; without it a new one is made
  Text<1, 60> label;
  Text<1, 8> unit;
  Money price;  // per sale unit
  std::optional<Bounded<1, 10'000'000>> net_weight_g;
  std::optional<Text<8, 14>> gtin;
  std::optional<Bounded<0, 1'000'000>> package_weight_g;   // of one sale unit's packaging
  std::optional<std::vector<PriceStep>> price_steps;       // by the quantity of the SKU in a whole checkout
  std::optional<std::vector<BundleComponent>> components;  // makes it a bundle
};
BOOST_DESCRIBE_STRUCT(SkuContent, (),
                      (sku_id, label, unit, price, net_weight_g, gtin, package_weight_g, price_steps, components))

struct ProductContent {
  Text<1, 80> name;
  std::optional<Text<1, 120>> name_en;
  Category category = Category::agricultural;
  HerbClass herb_class = HerbClass::common_food;
  Text<0, 4000> description;
  Text<6, 6> production_county;
  Text<6, 6> raw_material_county;
  bool fresh = false;
  std::optional<Bounded<1, 3650>> shelf_life_days;
  std::optional<Mark> mark;
  std::optional<bool> primary_produce;
  std::optional<ReturnTerms> return_terms;  // left out: seven_days
  std::vector<SkuContent> skus;
};
BOOST_DESCRIBE_STRUCT(ProductContent, (),
                      (name, name_en, category, herb_class, description, production_county, raw_material_county, fresh,
                       shelf_life_days, mark, primary_produce, skus, return_terms))

// A SKU as answers show it; SkuFacts is the same in events.
struct SkuView {
  SkuId sku_id;
  std::string gtin;  // 14 digits
  std::string label;
  std::string unit;
  Money price;  // per sale unit
  std::optional<std::int64_t> net_weight_g;
  std::optional<std::int64_t> package_weight_g;
  std::vector<PriceStep> price_steps;       // empty: one price
  std::vector<BundleComponent> components;  // empty: no bundle
};
BOOST_DESCRIBE_STRUCT(SkuView, (),
                      (sku_id, gtin, label, unit, price, net_weight_g, package_weight_g, price_steps, components))

// The draft as the supplier sees it. Buyers see the published version (storefront).
struct ProductView {
  ProductId product_id;
  OrganisationId supplier_id;
  ProductStatus status = ProductStatus::draft;
  std::optional<std::string> withdrawn_reason;    // by_supplier, supplier_suspended, licence_expired
  std::int64_t version = 0;                       // entity tag, for If-Match
  std::int64_t draft_version = 0;                 // the number it gets when published next
  std::optional<std::int64_t> published_version;  // the newest
  bool draft_differs = false;                     // from the published version
  std::string name;
  std::optional<std::string> name_en;
  Category category = Category::agricultural;
  HerbClass herb_class = HerbClass::common_food;
  std::string description;
  std::string production_county, production_county_name;
  std::string raw_material_county, raw_material_county_name;
  bool fresh = false;
  std::optional<std::int64_t> shelf_life_days;
  std::optional<Mark> mark;
  bool primary_produce = false;
  ReturnTerms return_terms = ReturnTerms::seven_days;
  bool consumers_may_buy = true;
  std::vector<SkuView> skus;
  Instant created_at{};
  Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(ProductView, (),
                      (product_id, supplier_id, status, withdrawn_reason, version, draft_version, published_version,
                       draft_differs, name, name_en, category, herb_class, description, production_county,
                       production_county_name, raw_material_county, raw_material_county_name, fresh, shelf_life_days,
                       mark, primary_produce, consumers_may_buy, skus, return_terms, created_at, updated_at))

struct ProductListItem {
  ProductId product_id;
  ProductStatus status = ProductStatus::draft;
  std::optional<std::string> withdrawn_reason;
  std::int64_t version = 0;
  std::optional<std::int64_t> published_version;
  std::string name;
  Category category = Category::agricultural;
  std::vector<SkuView> skus;
  Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(ProductListItem, (),
                      (product_id, status, withdrawn_reason, version, published_version, name, category, skus,
                       updated_at))

struct ProductPage {
  std::vector<ProductListItem> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ProductPage, (), (items, next_cursor))

struct ProductQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(ProductQuery, (), (limit, cursor))

}  // namespace shanhai::catalog
