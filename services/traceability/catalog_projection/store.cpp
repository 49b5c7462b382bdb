#include "services/traceability/catalog_projection/store.hpp"

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {

namespace q = sql::traceability;

void put_skus(db::Tx& tx, std::int64_t product_version, const std::vector<SkuRow>& skus) {
  std::vector<db::Params> rows;
  for (const auto& sku : skus) {
    rows.push_back({{"sku", sku.sku},
                    {"product", sku.product},
                    {"supplier", sku.supplier},
                    {"gtin", sku.gtin},
                    {"product_name", sku.product_name},
                    {"label", sku.label},
                    {"unit", sku.unit},
                    {"net_weight_g", sku.net_weight_g},
                    {"production_county", sku.production_county},
                    {"raw_material_county", sku.raw_material_county},
                    {"herb_class", sku.herb_class}});
  }
  tx.execute_rows(q::put_sku, rows, {{"product_version", product_version}});
}

std::optional<SkuRow> find_sku(db::Tx& tx, SkuId sku, OrganisationId supplier) {
  const auto rows = tx.query(q::find_sku, {{"sku", sku}, {"supplier", supplier}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return SkuRow{sku,
                row.get<ProductId>("product_id"),
                supplier,
                row.get<std::string>("gtin"),
                row.get<std::string>("product_name"),
                row.get<std::string>("label"),
                row.get<std::string>("unit"),
                row.find<std::int64_t>("net_weight_g"),
                row.get<std::string>("production_county"),
                row.get<std::string>("raw_material_county"),
                row.get<std::string>("herb_class")};
}

void put_supplier(db::Tx& tx, OrganisationId supplier, std::string_view name, std::string_view status,
                  std::string_view registration_county) {
  tx.execute(
      q::put_supplier,
      {{"supplier", supplier}, {"name", name}, {"status", status}, {"registration_county", registration_county}});
}

std::optional<std::string> find_supplier_name(db::Tx& tx, OrganisationId supplier) {
  const auto rows = tx.query(q::find_supplier, {{"supplier", supplier}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<std::string>("name");
}

void put_certification(db::Tx& tx, ProductId product, const CertificationWindow& window) {
  tx.execute(q::put_certification, {{"certification", window.certification},
                                    {"product", product},
                                    {"valid_from", window.valid_from},
                                    {"valid_to", window.valid_to},
                                    {"revoked", window.revoked}});
}

std::vector<CertificationWindow> list_certifications(db::Tx& tx, ProductId product, std::int64_t limit) {
  std::vector<CertificationWindow> out;
  const auto rows = tx.query(q::list_certifications, {{"product", product}, {"limit", limit}});
  for (const auto row : rows) {
    out.push_back({row.get<CertificationId>("certification_id"), row.get<Instant>("valid_from"),
                   row.get<Instant>("valid_to"), row.get<bool>("revoked")});
  }
  return out;
}

}  // namespace shanhai::traceability::store
