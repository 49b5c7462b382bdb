// Products, their versions and SKUs in the database.
#pragma once

#include <optional>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/catalog/product/api.hpp"
#include "services/catalog/product/listing.hpp"
#include "services/catalog/scope.hpp"

namespace shanhai::catalog::store {

struct ProductRow {
  ProductId id;
  OrganisationId supplier;
  ProductStatus status = ProductStatus::draft;
  std::string withdrawn_reason;
  ProductContent draft;  // with SKU ids and GTINs
  ReviewStatus review = ReviewStatus::none;
  std::int64_t published_version = 0;  // 0: none
  bool sample = false;
  std::int64_t version = 1;
  std::int64_t event_version = 0;
  Instant created_at{};
  Instant updated_at{};
};

// The first of rows with a product's columns.
std::optional<ProductRow> read_product(const db::Rows& rows);
std::vector<ProductRow> read_products(const db::Rows& rows);  // all of them

// Of one supplier; another's is not found.
std::optional<ProductRow> find_product(db::Tx& tx, ProductId id, OrganisationId supplier);
std::optional<ProductRow> lock_product(db::Tx& tx, ProductId id, OrganisationId supplier);
std::vector<ProductRow> list_products(db::Tx& tx, OrganisationId supplier, ProductId before, std::int64_t limit);
std::vector<ProductRow> lock_published_products(db::Tx& tx, OrganisationId supplier);

void insert_product(db::Tx& tx, const ProductRow& row);
// The updates below are guarded by row.version; a locked row never misses.
void update_product_draft(db::Tx& tx, const ProductRow& row);
void update_product_published(db::Tx& tx, const ProductRow& row, std::int64_t published_version);
void update_product_withdrawn(db::Tx& tx, const ProductRow& row, std::string_view reason);

struct PublishedVersion {
  ProductContent content;
  std::string registration_county;
  Instant published_at{};
};
void insert_product_version(db::Tx& tx, ProductId product, std::int64_t version, const ProductContent& content,
                            const std::string& registration_county, const Change& change);
std::optional<PublishedVersion> find_product_version(db::Tx& tx, ProductId product, std::int64_t version);

// What the version's bundles hold.
void insert_components(db::Tx& tx, std::int64_t version, const Components& components);
// A SKU of whatever supplier, in its product's newest published version.
struct SkuAsPublished {
  SkuId sku;
  ProductId product;
  OrganisationId supplier;
  bool on_sale = false;
  std::optional<SkuContent> content;  // none: that version does not have it
};
std::vector<SkuAsPublished> list_skus_as_published(db::Tx& tx, const std::vector<SkuId>& skus);

bool insert_sku(db::Tx& tx, SkuId id, ProductId product,
                const std::string& gtin14);  // false: the GTIN is another SKU's
struct SkuIdentity {
  SkuId id;
  std::string gtin;  // 14 digits
};
std::vector<SkuIdentity> list_skus(db::Tx& tx, ProductId product);
// The first of `count` numbers for restricted GTINs, which nobody else gets.
std::int64_t take_gtin_numbers(db::Tx& tx, std::int64_t count);

ListingWords list_listing_words(db::Tx& tx, Date today);

}  // namespace shanhai::catalog::store
