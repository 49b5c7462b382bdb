// What the product routes take and give; also how drafts and published versions are stored.
#pragma once

#include "services/catalog/api.hpp"
#include "services/catalog/product/domain.hpp"

namespace shanhai::catalog {

SHANHAI_ID(ImageId, "img");

BOOST_DESCRIBE_ENUM(ProductStatus, draft, published, withdrawn)
BOOST_DESCRIBE_ENUM(ReviewPolicy, none, sensitive, first, all)
BOOST_DESCRIBE_ENUM(ReviewStatus, none, submitted, approved, returned)
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

// One of a product's images, in the order in which they are shown.
struct ImageContent {
  ImageId image_id;                         // of the supplier's own
  std::optional<Text<1, 120>> alt, alt_en;  // what it shows, for who does not see it
  // Written by the catalog: SHA-256 of the two files, and the large one's size in pixels.
  std::optional<Text<64, 64>> large, thumb;
  std::optional<Bounded<1, 100'000>> width, height;
};
BOOST_DESCRIBE_STRUCT(ImageContent, (), (image_id, alt, alt_en, large, thumb, width, height))

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
  std::optional<std::vector<ImageContent>> images;
  std::optional<Season> season;
  std::optional<DeliveryRegions> delivery_regions;
};
BOOST_DESCRIBE_STRUCT(ProductContent, (),
                      (name, name_en, category, herb_class, description, production_county, raw_material_county, fresh,
                       shelf_life_days, mark, primary_produce, skus, return_terms, images, season, delivery_regions))

// Addresses of the two sizes: their bytes never change, and anybody may read them once a version shows the image.
struct ImageView {
  ImageId image_id;
  std::optional<std::string> alt, alt_en;
  std::string large_url, thumb_url;
  std::int64_t width = 0, height = 0;  // of the large one, in pixels
};
BOOST_DESCRIBE_STRUCT(ImageView, (), (image_id, alt, alt_en, large_url, thumb_url, width, height))

// What 500 g (a 斤) cost: exactly, as a fraction of fen in lowest terms, and rounded to the fen, a half up.
struct UnitPrice {
  std::string per = "500g";
  Money price;
  std::int64_t fen_numerator = 0, fen_denominator = 1;
};
BOOST_DESCRIBE_STRUCT(UnitPrice, (), (per, price, fen_numerator, fen_denominator))

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
  std::optional<UnitPrice> unit_price;      // where it is weighed; of the price without steps
};
BOOST_DESCRIBE_STRUCT(SkuView, (),
                      (sku_id, gtin, label, unit, price, net_weight_g, package_weight_g, price_steps, components,
                       unit_price))

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
  ReviewStatus review = ReviewStatus::none;       // of this draft
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
  std::vector<ImageView> images;
  std::optional<Season> season;
  std::optional<DeliveryRegions> delivery_regions;
  Instant created_at{};
  Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(ProductView, (),
                      (product_id, supplier_id, status, withdrawn_reason, version, draft_version, published_version,
                       draft_differs, review, name, name_en, category, herb_class, description, production_county,
                       production_county_name, raw_material_county, raw_material_county_name, fresh, shelf_life_days,
                       mark, primary_produce, consumers_may_buy, skus, images, season, delivery_regions, return_terms,
                       created_at, updated_at))

struct ProductListItem {
  ProductId product_id;
  ProductStatus status = ProductStatus::draft;
  std::optional<std::string> withdrawn_reason;
  std::int64_t version = 0;
  std::optional<std::int64_t> published_version;
  ReviewStatus review = ReviewStatus::none;
  std::string name;
  Category category = Category::agricultural;
  std::vector<SkuView> skus;
  Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(ProductListItem, (),
                      (product_id, status, withdrawn_reason, version, published_version, review, name, category, skus,
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

enum class BarcodeForm { svg, png };
BOOST_DESCRIBE_ENUM(BarcodeForm, svg, png)

struct BarcodeQuery {
  std::optional<BarcodeForm> form;                // svg where it is not given
  std::optional<Bounded<1, 20>> pixels_per_unit;  // of a PNG; 4 where it is not given
};
BOOST_DESCRIBE_STRUCT(BarcodeQuery, (), (form, pixels_per_unit))

}  // namespace shanhai::catalog
