#include "services/catalog/bulk/products_store.hpp"

#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

std::vector<Reference> read_references(const db::Rows& rows) {
  std::vector<Reference> out;
  for (const auto row : rows) {
    out.push_back({row.get<std::string>("product_ref"), row.get<std::string>("sku_ref"),
                   row.get<ProductId>("product_id"), row.get<SkuId>("sku_id")});
  }
  return out;
}

}  // namespace

std::vector<Reference> find_references(db::Tx& tx, OrganisationId supplier, const std::vector<std::string>& refs) {
  if (refs.empty()) return {};
  return read_references(
      tx.query(sql::bulk_find_references, {{"supplier", supplier}, {"refs", db::Value::list_of(refs)}}));
}

std::vector<Reference> list_references(db::Tx& tx, const std::vector<ProductId>& products) {
  if (products.empty()) return {};
  return read_references(tx.query(sql::bulk_list_references, {{"products", db::Value::list_of(products)}}));
}

void insert_references(db::Tx& tx, OrganisationId supplier, const std::vector<Reference>& references) {
  std::vector<db::Params> rows;
  for (const auto& reference : references) {
    rows.push_back({{"product_ref", reference.product_ref},
                    {"sku_ref", reference.sku_ref},
                    {"product", reference.product},
                    {"sku", reference.sku}});
  }
  tx.execute_rows(sql::bulk_insert_references, rows, {{"supplier", supplier}, {"now", tx.now()}});
}

std::vector<ProductRow> lock_products(db::Tx& tx, OrganisationId supplier, const std::vector<ProductId>& ids) {
  if (ids.empty()) return {};
  return read_products(tx.query(sql::bulk_lock_products, {{"supplier", supplier}, {"ids", db::Value::list_of(ids)}}));
}

std::vector<ProductRow> list_products_after(db::Tx& tx, OrganisationId supplier, ProductId after, std::int64_t limit) {
  return read_products(tx.query(sql::bulk_list_products, {{"supplier", supplier}, {"after", after}, {"limit", limit}}));
}

std::map<ProductId, PublishedVersion> list_newest_versions(db::Tx& tx, const std::vector<ProductId>& products) {
  std::map<ProductId, PublishedVersion> out;
  if (products.empty()) return out;
  const auto rows = tx.query(sql::bulk_list_versions, {{"ids", db::Value::list_of(products)}});
  for (const auto row : rows) {
    auto& version = out[row.get<ProductId>("id")];
    version.content = json::parse<ProductContent>(row.get<std::string>("content")).value();
    version.registration_county = row.get<std::string>("registration_county");
  }
  return out;
}

std::map<ProductId, std::vector<SkuIdentity>> list_skus(db::Tx& tx, const std::vector<ProductId>& products) {
  std::map<ProductId, std::vector<SkuIdentity>> out;
  if (products.empty()) return out;
  for (const auto row : tx.query(sql::bulk_list_skus, {{"products", db::Value::list_of(products)}}))
    out[row.get<ProductId>("product_id")].push_back({row.get<SkuId>("id"), row.get<std::string>("gtin")});
  return out;
}

std::set<std::string> find_gtins(db::Tx& tx, const std::vector<std::string>& gtins) {
  std::set<std::string> out;
  if (gtins.empty()) return out;
  for (const auto row : tx.query(sql::bulk_find_gtins, {{"gtins", db::Value::list_of(gtins)}}))
    out.insert(row.get<std::string>("gtin"));
  return out;
}

void insert_products(db::Tx& tx, const std::vector<const ProductRow*>& rows) {
  std::vector<db::Params> params;
  for (const auto* row : rows) {
    params.push_back({{"id", row->id},
                      {"supplier", row->supplier},
                      {"status", row->status},
                      {"draft", json::print(row->draft)},
                      {"production_county", row->draft.production_county},
                      {"published_version", row->published_version}});
  }
  tx.execute_rows(sql::bulk_insert_products, params, {{"now", tx.now()}});
}

void insert_skus(db::Tx& tx, const std::vector<NewSku>& skus) {
  std::vector<db::Params> rows;
  for (const auto& sku : skus) rows.push_back({{"id", sku.id}, {"product", sku.product}, {"gtin", sku.gtin}});
  tx.execute_rows(sql::bulk_insert_skus, rows, {{"now", tx.now()}});
}

void update_drafts(db::Tx& tx, const std::vector<const ProductRow*>& rows) {
  if (rows.empty()) return;
  db::Script script("catalog.bulk_update_drafts");
  for (const auto* row : rows) {
    script
        .add(sql::update_product_draft, {{"id", row->id},
                                         {"version", row->version},
                                         {"draft", json::print(row->draft)},
                                         {"production_county", row->draft.production_county},
                                         {"now", tx.now()}})
        .expect(1);
  }
  tx.execute(script);
}

void update_published(db::Tx& tx, const std::vector<const ProductRow*>& rows) {
  if (rows.empty()) return;
  db::Script script("catalog.bulk_update_published");
  for (const auto* row : rows) {
    script
        .add(sql::update_product_published, {{"id", row->id},
                                             {"version", row->version},
                                             {"published_version", row->published_version + 1},
                                             {"now", tx.now()}})
        .expect(1);
  }
  tx.execute(script);
}

void insert_versions(db::Tx& tx, const std::vector<NewVersion>& versions, const Change& change) {
  std::vector<db::Params> rows, prices, steps;
  for (const auto& [product, version, content, registration_county] : versions) {
    rows.push_back({{"product", product},
                    {"version", version},
                    {"content", json::print(*content)},
                    {"registration_county", registration_county}});
    for (const auto& sku : content->skus) {
      prices.push_back({{"sku", sku.sku_id}, {"version", version}, {"price", sku.price}});
      if (!sku.price_steps) continue;
      for (const auto& step : *sku.price_steps) {
        steps.push_back(
            {{"sku", sku.sku_id}, {"version", version}, {"from_quantity", step.from.value()}, {"price", step.price}});
      }
    }
  }
  tx.execute_rows(sql::bulk_insert_versions, rows,
                  {{"actor", change.actor}, {"reason", change.reason}, {"now", tx.now()}});
  tx.execute_rows(sql::insert_sku_prices, prices, {{"now", tx.now()}});
  tx.execute_rows(sql::insert_sku_price_steps, steps);
}

}  // namespace shanhai::catalog::store
