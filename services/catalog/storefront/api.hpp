// What anyone may read of the published catalog.
#pragma once

#include "services/catalog/product/api.hpp"
#include "services/catalog/references/api.hpp"

namespace shanhai::catalog {

struct StorefrontCertification {
  CertificationId id;
  Instant valid_from{};
  Instant valid_to{};  // exclusive
};
BOOST_DESCRIBE_STRUCT(StorefrontCertification, (), (id, valid_from, valid_to))

// One product in a list.
struct StorefrontItem {
  ProductId product_id;
  std::int64_t version = 0;
  std::string name;
  std::optional<std::string> name_en;
  Category category = Category::agricultural;
  bool certified = false;
  std::string production_county, production_county_name;
  OrganisationId supplier_id;
  std::string supplier_name;
  bool fresh = false;
  std::optional<Mark> mark;
  bool consumers_may_buy = true;
  bool sample = false;                        // of the seed: nobody sells it
  Money price_from;                           // the cheapest SKU
  std::optional<std::string> thumb_url;       // of the first image
  std::optional<std::int64_t> rating_tenths;  // average of ratings, 47: 4.7 stars; left out: nobody rated it
  std::int64_t ratings = 0;                   // of accepted orders
  std::int64_t sold_at_least = 0;             // units in 90 days: 0, 1, 10, 100, 1000 or 10000
  bool above_reference = false;
  std::optional<PriceReference> price_reference;
};
BOOST_DESCRIBE_STRUCT(StorefrontItem, (),
                      (product_id, version, name, name_en, category, certified, production_county,
                       production_county_name, supplier_id, supplier_name, fresh, mark, consumers_may_buy, sample,
                       price_from, thumb_url, rating_tenths, ratings, sold_at_least, above_reference, price_reference))

// The published version in full. A checkout names price_version.
struct StorefrontProduct {
  ProductId product_id;
  std::int64_t version = 0;
  std::int64_t price_version = 0;
  std::string name;
  std::optional<std::string> name_en;
  Category category = Category::agricultural;
  HerbClass herb_class = HerbClass::common_food;
  std::string description;
  bool certified = false;
  std::optional<StorefrontCertification> certification;
  std::string production_county, production_county_name;
  std::string raw_material_county, raw_material_county_name;
  std::string registration_county, registration_county_name;
  OrganisationId supplier_id;
  std::string supplier_name;
  bool fresh = false;
  std::optional<std::int64_t> shelf_life_days;
  std::optional<Mark> mark;
  bool consumers_may_buy = true;
  bool sample = false;
  Money price_from;
  std::vector<SkuView> skus;
  std::vector<ImageView> images;
  std::optional<Season> season;
  std::optional<DeliveryRegions> delivery_regions;
  Instant published_at{};
  std::optional<std::int64_t> rating_tenths;
  std::int64_t ratings = 0;
  std::int64_t sold_at_least = 0;
  bool above_reference = false;
  std::optional<PriceReference> price_reference;
};
BOOST_DESCRIBE_STRUCT(StorefrontProduct, (),
                      (product_id, version, price_version, name, name_en, category, herb_class, description, certified,
                       certification, production_county, production_county_name, raw_material_county,
                       raw_material_county_name, registration_county, registration_county_name, supplier_id,
                       supplier_name, fresh, shelf_life_days, mark, consumers_may_buy, sample, price_from, skus, images,
                       season, delivery_regions, published_at, rating_tenths, ratings, sold_at_least, above_reference,
                       price_reference))

struct ProductVersionQuery {
  std::optional<Bounded<1, std::numeric_limits<std::int64_t>::max()>> version;
};
BOOST_DESCRIBE_STRUCT(ProductVersionQuery, (), (version))

// sales: units in 90 days. rating: the better rated, of few ratings and many as decision 31 says.
enum class StorefrontSort { relevance, price_asc, price_desc, newest, sales, rating };
BOOST_DESCRIBE_ENUM(StorefrontSort, relevance, price_asc, price_desc, newest, sales, rating)

// Mark, or none of them.
enum class MarkFilter { none, geographical_indication, organic, green_food, national_heritage };
BOOST_DESCRIBE_ENUM(MarkFilter, none, geographical_indication, organic, green_food, national_heritage)

struct StorefrontQuery {
  std::optional<Text<1, 64>> q;
  std::optional<Text<6, 6>> county, prefecture;  // of production
  std::optional<Category> category;
  std::optional<bool> certified;
  std::optional<MarkFilter> mark;
  std::optional<Bounded<0, 1'000'000'000>> price_min_fen, price_max_fen;  // of the cheapest SKU, both inclusive
  std::optional<OrganisationId> supplier;
  std::optional<bool> for_consumers;  // true: without what consumers may not buy
  std::optional<bool> above_reference;
  std::optional<StorefrontSort> sort;
  std::optional<Bounded<1, 200>> limit;  // 20 where it is not given
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(StorefrontQuery, (),
                      (q, county, prefecture, category, certified, mark, price_min_fen, price_max_fen, supplier,
                       for_consumers, above_reference, sort, limit, cursor))

struct FacetValue {
  std::string code, name, name_en;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(FacetValue, (), (code, name, name_en, count))

// Each counts what would be found with that value and all the other filters: a facet's own filter is left out. Of
// suppliers the twenty with the most. A price band's code is the price_min_fen and price_max_fen to ask with,
// "2000-4999"; the last has no end, "50000-".
struct Facets {
  std::vector<FacetValue> county, category, certified, mark, price_band, supplier;
};
BOOST_DESCRIBE_STRUCT(Facets, (), (county, category, certified, mark, price_band, supplier))

struct Correction {
  std::string word;
  std::vector<std::string> taken_for;
};
BOOST_DESCRIBE_STRUCT(Correction, (), (word, taken_for))

struct StorefrontPage {
  std::vector<StorefrontItem> items;
  std::optional<std::string> next_cursor;
  std::int64_t total = 0;  // exact
  Facets facets;
  // Where a word of Latin letters is found nowhere: the nearest ones, which were looked for instead.
  std::optional<std::vector<Correction>> corrections;
};
BOOST_DESCRIBE_STRUCT(StorefrontPage, (), (items, next_cursor, total, facets, corrections))

enum class SuggestionKind { county, supplier, product };
BOOST_DESCRIBE_ENUM(SuggestionKind, county, supplier, product)

// What somebody may mean who has typed so much: text to search for, or the value to filter by.
struct Suggestion {
  SuggestionKind kind = SuggestionKind::product;
  std::string text;
  std::optional<std::string> code;       // county, or supplier_id
  std::optional<std::int64_t> products;  // of that county or supplier
};
BOOST_DESCRIBE_STRUCT(Suggestion, (), (kind, text, code, products))

struct SuggestionList {
  std::vector<Suggestion> items;
};
BOOST_DESCRIBE_STRUCT(SuggestionList, (), (items))

struct SuggestionQuery {
  Text<1, 64> q;
  std::optional<Bounded<1, 20>> limit;  // 10 where it is not given
};
BOOST_DESCRIBE_STRUCT(SuggestionQuery, (), (q, limit))

struct SimilarList {
  std::vector<StorefrontItem> items;
};
BOOST_DESCRIBE_STRUCT(SimilarList, (), (items))

struct FacetList {
  std::vector<FacetValue> items;
};
BOOST_DESCRIBE_STRUCT(FacetList, (), (items))

struct StorefrontSupplier {
  OrganisationId supplier_id;
  std::string name;
  std::string registration_county, registration_county_name;
  SupplierStatus status = SupplierStatus::approved;
  bool sample = false;
};
BOOST_DESCRIBE_STRUCT(StorefrontSupplier, (),
                      (supplier_id, name, registration_county, registration_county_name, status, sample))

}  // namespace shanhai::catalog
