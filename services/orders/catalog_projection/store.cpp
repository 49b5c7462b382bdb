#include "services/orders/catalog_projection/store.hpp"

#include <algorithm>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

void add_steps(std::vector<db::Params>& rows, const catalog::SkuFacts& sku, std::int64_t version) {
  if (!sku.price_steps) return;
  for (const auto& step : *sku.price_steps) {
    rows.push_back({{"sku", sku.sku},
                    {"product_version", version},
                    {"from_quantity", step.from.value()},
                    {"price_fen", step.price}});
  }
}

void add_components(std::vector<db::Params>& rows, const catalog::SkuFacts& sku, std::int64_t version) {
  if (!sku.components) return;
  for (std::size_t i = 0; i < sku.components->size(); ++i) {
    const auto& component = (*sku.components)[i];
    rows.push_back({{"bundle", sku.sku},
                    {"product_version", version},
                    {"position", i},
                    {"sku", component.sku},
                    {"supplier", component.supplier},
                    {"quantity", component.quantity},
                    {"share_fen", component.share}});
  }
}

void put_product(db::Tx& tx, const catalog::ProductPublished& product) {
  std::vector<db::Params> versions, listings, steps, components;
  std::optional<std::string> regions;
  if (product.delivery_regions) regions = json::print(*product.delivery_regions);
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
                        {"package_weight_g", sku.package_weight_g},
                        {"category", product.category},
                        {"herb_class", product.herb_class},
                        {"fresh", product.fresh},
                        {"shelf_life_days", product.shelf_life_days},
                        {"consumers_may_buy", product.consumers_may_buy},
                        {"production_county", product.production_county},
                        {"raw_material_county", product.raw_material_county},
                        {"registration_county", product.registration_county},
                        {"return_terms", product.return_terms.value_or(catalog::ReturnTerms::seven_days)},
                        {"delivery_regions", regions}});
    listings.push_back({{"sku", sku.sku},
                        {"product", product.product},
                        {"supplier", product.supplier},
                        {"current_version", product.version},
                        {"bundle", sku.components.has_value()}});
    add_steps(steps, sku, product.version);
    add_components(components, sku, product.version);
  }
  tx.execute_rows(queries::sku_projection_put, versions);
  tx.execute_rows(queries::sku_price_step_put, steps);
  tx.execute_rows(queries::sku_component_put, components);
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
  out.package_weight_g = row.find<std::int64_t>("package_weight_g");
  out.category = row.get<catalog::Category>("category");
  out.herb_class = row.get<catalog::HerbClass>("herb_class");
  out.fresh = row.get<bool>("fresh");
  out.consumers_may_buy = row.get<bool>("consumers_may_buy");
  out.production_county = row.get<std::string>("production_county");
  out.raw_material_county = row.get<std::string>("raw_material_county");
  out.registration_county = row.get<std::string>("registration_county");
  if (const auto regions = row.find<std::string>("delivery_regions"))
    out.delivery_regions = json::parse<catalog::DeliveryRegions>(*regions).value();
  out.was_certified = row.get<bool>("certified");
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
  std::vector<db::Params> keys, bundles;
  for (const auto& quoted : wanted) {
    keys.push_back({{"sku", quoted.sku}, {"product_version", quoted.version}});
    bundles.push_back({{"bundle", quoted.sku}, {"product_version", quoted.version}});
  }
  const auto rows = tx.query_rows(queries::sku_projection_find, keys, {{"at", tx.now()}});
  for (const auto row : rows) out.push_back(read_version(row));
  std::map<QuotedSku, SkuVersion*> found;
  for (auto& version : out) found[{version.sku, version.version}] = &version;
  const auto steps = tx.query_rows(queries::sku_price_step_find, keys);
  for (const auto row : steps) {
    const auto at = found.find({row.get<SkuId>("sku"), row.get<std::int64_t>("product_version")});
    if (at != found.end())
      at->second->price_steps.push_back({row.get<std::int64_t>("from_quantity"), row.get<Money>("price_fen")});
  }
  const auto components = tx.query_rows(queries::sku_component_find, bundles);
  for (const auto row : components) {
    const auto at = found.find({row.get<SkuId>("bundle"), row.get<std::int64_t>("product_version")});
    if (at == found.end()) continue;
    at->second->components.push_back({row.get<SkuId>("sku"), row.get<OrganisationId>("supplier"),
                                      row.get<std::int64_t>("position"), row.get<std::int64_t>("quantity"),
                                      row.get<Money>("share_fen")});
  }
  for (auto& version : out) {
    std::sort(version.price_steps.begin(), version.price_steps.end(),
              [](const LadderStep& a, const LadderStep& b) { return a.from < b.from; });
    std::sort(version.components.begin(), version.components.end(),
              [](const SkuComponent& a, const SkuComponent& b) { return a.position < b.position; });
  }
  return out;
}

std::vector<Listing> read_listings(const db::Rows& rows) {
  std::vector<Listing> out;
  for (const auto row : rows) {
    out.push_back({row.get<SkuId>("sku"), row.get<std::int64_t>("current_version"), row.get<Money>("price_fen"),
                   row.get<bool>("for_sale"), row.get<bool>("certified")});
  }
  return out;
}

std::vector<Listing> find_listings(db::Tx& tx, const std::vector<SkuId>& skus, Instant at) {
  if (skus.empty()) return {};
  return read_listings(tx.query(queries::sku_listing_find, {{"skus", db::Value::list_of(skus)}, {"at", at}}));
}

std::map<OrganisationId, std::string> find_supplier_names(db::Tx& tx, const std::vector<OrganisationId>& suppliers) {
  std::map<OrganisationId, std::string> out;
  if (suppliers.empty()) return out;
  const auto rows = tx.query(queries::supplier_projection_find, {{"suppliers", db::Value::list_of(suppliers)}});
  for (const auto row : rows) out[row.get<OrganisationId>("supplier")] = row.get<std::string>("name");
  return out;
}

std::optional<OrganisationId> find_owner(db::Tx& tx, SkuId sku) {
  const auto rows = tx.query(queries::sku_owner_find, {{"sku", sku}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<OrganisationId>("supplier");
}

}  // namespace shanhai::orders::store
