// What the catalog's stream tells, kept for lots and trace pages.
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability::store {

struct SkuRow {
  SkuId sku;
  ProductId product;
  OrganisationId supplier;
  std::string gtin;  // 14 digits
  std::string product_name, label, unit;
  std::optional<std::int64_t> net_weight_g;
  std::string production_county{}, raw_material_county{}, herb_class{};  // empty: not known
};
void put_skus(db::Tx& tx, std::int64_t product_version, const std::vector<SkuRow>& skus);
std::optional<SkuRow> find_sku(db::Tx& tx, SkuId sku, OrganisationId supplier);

void put_supplier(db::Tx& tx, OrganisationId supplier, std::string_view name, std::string_view status,
                  std::string_view registration_county);
std::optional<std::string> find_supplier_name(db::Tx& tx, OrganisationId supplier);

struct CertificationWindow {
  CertificationId certification;
  Instant valid_from{}, valid_to{};  // valid_to exclusive
  bool revoked = false;
};
void put_certification(db::Tx& tx, ProductId product, const CertificationWindow& window);
// Latest first, at most `limit`.
std::vector<CertificationWindow> list_certifications(db::Tx& tx, ProductId product, std::int64_t limit);

}  // namespace shanhai::traceability::store
