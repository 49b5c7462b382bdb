// Many products at once in SQL, and what their suppliers call them.
#pragma once

#include "services/catalog/product/store.hpp"

namespace shanhai::catalog::store {

struct Reference {
  std::string product_ref, sku_ref;
  ProductId product;
  SkuId sku;
};
std::vector<Reference> find_references(db::Tx& tx, OrganisationId supplier, const std::vector<std::string>& refs);
std::vector<Reference> list_references(db::Tx& tx, const std::vector<ProductId>& products);
void insert_references(db::Tx& tx, OrganisationId supplier, const std::vector<Reference>& references);

// Of the supplier; others are not found. Locked in the order of their ids.
std::vector<ProductRow> lock_products(db::Tx& tx, OrganisationId supplier, const std::vector<ProductId>& ids);
std::vector<ProductRow> list_products_after(db::Tx& tx, OrganisationId supplier, ProductId after, std::int64_t limit);
// By product; those that were never published are left out. Their own published_at is not read.
std::map<ProductId, PublishedVersion> list_newest_versions(db::Tx& tx, const std::vector<ProductId>& products);
std::map<ProductId, std::vector<SkuIdentity>> list_skus(db::Tx& tx, const std::vector<ProductId>& products);
std::set<std::string> find_gtins(db::Tx& tx, const std::vector<std::string>& gtins);  // those that are taken

// As drafts, or as published in their first version where published_version says so.
void insert_products(db::Tx& tx, const std::vector<const ProductRow*>& rows);
struct NewSku {
  SkuId id;
  ProductId product;
  std::string gtin;  // 14 digits
};
// DuplicateKey: a GTIN is another SKU's.
void insert_skus(db::Tx& tx, const std::vector<NewSku>& skus);
// Each guarded by its version, in one round trip; locked rows never miss.
void update_drafts(db::Tx& tx, const std::vector<const ProductRow*>& rows);
void update_published(db::Tx& tx, const std::vector<const ProductRow*>& rows);  // to published_version + 1

struct NewVersion {
  ProductId product;
  std::int64_t version = 0;
  const ProductContent* content = nullptr;
  std::string registration_county;
};
// Without what its bundles hold (insert_components).
void insert_versions(db::Tx& tx, const std::vector<NewVersion>& versions, const Change& change);

}  // namespace shanhai::catalog::store
