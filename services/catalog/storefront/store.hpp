// The published catalog as it is read for the storefront.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/catalog/product/api.hpp"
#include "services/catalog/reception/store.hpp"

namespace shanhai::catalog::store {

struct CertificationWindow {
  CertificationId id;
  Instant valid_from{};
  Instant valid_to{};  // exclusive
};

struct PublishedProduct {
  ProductId id;
  OrganisationId supplier;
  std::int64_t version = 0;
  bool sample = false;
  ProductContent content;
  std::string registration_county;
  Instant published_at{}, first_published_at{};     // of this version, of the first
  std::vector<CertificationWindow> certifications;  // not revoked
  Reception reception;                              // units: of the last kSalesDays
};

struct PublishedSupplier {
  OrganisationId id;
  std::string name;
  std::string registration_county;
  SupplierStatus status = SupplierStatus::applied;
  bool sample = false;
};

// The last numbered event that this view of the database may be older than: everything up to it is in the view.
std::int64_t last_sequence(db::Tx& tx);

// Units that were accepted on so many days, today among them, count as sold recently.
inline constexpr int kSalesDays = 90;

std::vector<PublishedProduct> list_published(db::Tx& tx);
// Those of `products` that are published.
std::vector<PublishedProduct> list_published_among(db::Tx& tx, const std::vector<ProductId>& products);
std::vector<PublishedSupplier> list_storefront_suppliers(db::Tx& tx);
std::vector<PublishedSupplier> list_storefront_suppliers_among(db::Tx& tx,
                                                               const std::vector<OrganisationId>& suppliers);

}  // namespace shanhai::catalog::store
