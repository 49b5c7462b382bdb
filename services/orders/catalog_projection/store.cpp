#include "services/orders/catalog_projection/store.hpp"

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

void put_product(db::Tx& tx, const catalog::ProductPublished& product) {
  std::vector<db::Params> versions, listings;
  for (const auto& sku : product.skus) {
    versions.push_back({{"sku", sku.sku},
                        {"product_version", product.version},
                        {"product", product.product},
                        {"supplier", product.supplier},
                        {"product_name", product.name},
                        {"label", sku.label},
                        {"unit", sku.unit},
                        {"gtin", sku.gtin},
                        {"price_fen", sku.price},
                        {"net_weight_g", sku.net_weight_g},
                        {"category", product.category},
                        {"herb_class", product.herb_class},
                        {"fresh", product.fresh},
                        {"shelf_life_days", product.shelf_life_days},
                        {"consumers_may_buy", product.consumers_may_buy},
                        {"production_county", product.production_county},
                        {"raw_material_county", product.raw_material_county},
                        {"registration_county", product.registration_county}});
    listings.push_back({{"sku", sku.sku},
                        {"product", product.product},
                        {"supplier", product.supplier},
                        {"current_version", product.version}});
  }
  tx.execute_rows(queries::sku_projection_put, versions);
  tx.execute(queries::sku_listing_end, {{"product", product.product}});  // SKUs that this version no longer has
  tx.execute_rows(queries::sku_listing_put, listings);
}

SkuVersion read_version(const db::Row& row) {
  SkuVersion out;
  out.sku = row.get<SkuId>("sku");
  out.version = row.get<std::int64_t>("product_version");
  out.product = row.get<ProductId>("product");
  out.supplier = row.get<OrganisationId>("supplier");
  out.name = row.get<std::string>("product_name");
  out.label = row.get<std::string>("label");
  out.unit = row.get<std::string>("unit");
  out.gtin = row.get<std::string>("gtin");
  out.price = row.get<Money>("price_fen");
  out.net_weight_g = row.find<std::int64_t>("net_weight_g");
  out.category = row.get<catalog::Category>("category");
  out.herb_class = row.get<catalog::HerbClass>("herb_class");
  out.fresh = row.get<bool>("fresh");
  out.consumers_may_buy = row.get<bool>("consumers_may_buy");
  out.production_county = row.get<std::string>("production_county");
  out.raw_material_county = row.get<std::string>("raw_material_county");
  out.registration_county = row.get<std::string>("registration_county");
  return out;
}

}  // namespace

Result<void> apply_catalog(db::Tx& tx, const events::Event& event) {
  if (event.type == catalog::kProductPublished) {
    SH_TRY(auto product, json::read<catalog::ProductPublished>(event.payload));
    put_product(tx, product);
  } else if (event.type == catalog::kProductWithdrawn) {
    SH_TRY(auto product, json::read<catalog::ProductWithdrawn>(event.payload));
    tx.execute(queries::sku_listing_end, {{"product", product.product}});
  } else if (event.type == catalog::kSupplierChanged) {
    SH_TRY(auto supplier, json::read<catalog::SupplierChanged>(event.payload));
    tx.execute(queries::supplier_projection_put, {{"supplier", supplier.supplier},
                                                  {"name", supplier.name},
                                                  {"status", supplier.status},
                                                  {"registration_county", supplier.registration_county}});
  } else if (event.type == catalog::kCertificationChanged) {
    SH_TRY(auto change, json::read<catalog::CertificationChanged>(event.payload));
    const auto revoked_at = change.revoked ? std::optional(event.occurred_at) : std::nullopt;
    tx.execute(queries::certification_window_put, {{"certification", change.certification},
                                                   {"product", change.product},
                                                   {"valid_from", change.valid_from},
                                                   {"valid_to", change.valid_to},
                                                   {"revoked_at", revoked_at},
                                                   {"households", change.households}});
  }
  return {};
}

std::vector<SkuVersion> find_versions(db::Tx& tx, const std::vector<QuotedSku>& wanted) {
  std::vector<SkuVersion> out;
  if (wanted.empty()) return out;
  std::vector<db::Params> keys;
  for (const auto& quoted : wanted) keys.push_back({{"sku", quoted.sku}, {"product_version", quoted.version}});
  const auto rows = tx.query_rows(queries::sku_projection_find, keys);
  for (const auto row : rows) out.push_back(read_version(row));
  return out;
}

std::vector<Listing> find_listings(db::Tx& tx, const std::vector<SkuId>& skus, Instant at) {
  std::vector<Listing> out;
  if (skus.empty()) return out;
  const auto rows = tx.query(queries::sku_listing_find, {{"skus", db::Value::list_of(skus)}, {"at", at}});
  for (const auto row : rows) {
    out.push_back({row.get<SkuId>("sku"), row.get<std::int64_t>("current_version"), row.get<Money>("price_fen"),
                   row.get<bool>("for_sale"), row.get<bool>("certified")});
  }
  return out;
}

std::optional<OrganisationId> find_owner(db::Tx& tx, SkuId sku) {
  const auto rows = tx.query(queries::sku_owner_find, {{"sku", sku}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<OrganisationId>("supplier");
}

}  // namespace shanhai::orders::store
