#include "services/traceability/catalog_projection/consumer.hpp"

#include "services/catalog/api.hpp"
#include "services/traceability/catalog_projection/store.hpp"

namespace shanhai::traceability {
namespace {

Result<void> apply_product(db::Tx& tx, const events::Event& event) {
  SH_TRY(const auto product, json::read<catalog::ProductPublished>(event.payload));
  std::vector<store::SkuRow> skus;
  for (const auto& sku : product.skus) {
    skus.push_back({sku.sku, product.product, product.supplier, sku.gtin, product.name, sku.label, sku.unit,
                    sku.net_weight_g, product.production_county, product.raw_material_county,
                    name_of(product.herb_class)});
  }
  store::put_skus(tx, product.version, skus);
  return {};
}

}  // namespace

Result<void> apply_catalog_event(db::Tx& tx, const events::Event& event) {
  if (event.type == catalog::kProductPublished) return apply_product(tx, event);
  if (event.type == catalog::kSupplierChanged) {
    SH_TRY(const auto supplier, json::read<catalog::SupplierChanged>(event.payload));
    store::put_supplier(tx, supplier.supplier, supplier.name, name_of(supplier.status), supplier.registration_county);
  } else if (event.type == catalog::kCertificationChanged) {
    SH_TRY(const auto changed, json::read<catalog::CertificationChanged>(event.payload));
    store::put_certification(tx, changed.product,
                             {changed.certification, changed.valid_from, changed.valid_to, changed.revoked});
  }
  return {};
}

}  // namespace shanhai::traceability
