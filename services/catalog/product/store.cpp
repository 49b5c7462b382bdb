#include "services/catalog/product/store.hpp"

#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

// What the program stored itself must be readable; else it is a bug or damage, not the caller's error.
ProductContent read_content(const db::Row& row, std::string_view column) {
  return json::parse<ProductContent>(row.get<std::string>(column)).value();
}

ProductRow read_row(const db::Row& row) {
  ProductRow out;
  out.id = row.get<ProductId>("id");
  out.supplier = row.get<OrganisationId>("supplier_id");
  out.status = row.get<ProductStatus>("status");
  out.withdrawn_reason = row.get<std::string>("withdrawn_reason");
  out.draft = read_content(row, "draft");
  out.review = row.get<ReviewStatus>("review");
  out.published_version = row.get<std::int64_t>("published_version");
  out.sample = row.get<bool>("sample");
  out.version = row.get<std::int64_t>("version");
  out.event_version = row.get<std::int64_t>("event_version");
  out.created_at = row.get<Instant>("created_at");
  out.updated_at = row.get<Instant>("updated_at");
  return out;
}

void must_match(std::uint64_t matched) {
  if (matched != 1) throw std::logic_error("a locked product changed");
}

}  // namespace

std::optional<ProductRow> read_product(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_row(rows.front());
}

std::vector<ProductRow> read_products(const db::Rows& rows) {
  std::vector<ProductRow> out;
  for (const auto row : rows) out.push_back(read_row(row));
  return out;
}

std::optional<ProductRow> find_product(db::Tx& tx, ProductId id, OrganisationId supplier) {
  return read_product(tx.query(sql::find_product, {{"id", id}, {"supplier", supplier}}));
}

std::optional<ProductRow> lock_product(db::Tx& tx, ProductId id, OrganisationId supplier) {
  return read_product(tx.query(sql::lock_product, {{"id", id}, {"supplier", supplier}}));
}

std::vector<ProductRow> list_products(db::Tx& tx, OrganisationId supplier, ProductId before, std::int64_t limit) {
  return read_products(tx.query(sql::list_products, {{"supplier", supplier}, {"before", before}, {"limit", limit}}));
}

std::vector<ProductRow> lock_published_products(db::Tx& tx, OrganisationId supplier) {
  return read_products(tx.query(sql::lock_published_products, {{"supplier", supplier}}));
}

void insert_product(db::Tx& tx, const ProductRow& row) {
  tx.execute(sql::insert_product, {{"id", row.id},
                                   {"supplier", row.supplier},
                                   {"draft", json::print(row.draft)},
                                   {"production_county", row.draft.production_county},
                                   {"sample", row.sample},
                                   {"now", tx.now()}});
}

void update_product_draft(db::Tx& tx, const ProductRow& row) {
  must_match(tx.execute(sql::update_product_draft, {{"id", row.id},
                                                    {"version", row.version},
                                                    {"draft", json::print(row.draft)},
                                                    {"production_county", row.draft.production_county},
                                                    {"now", tx.now()}}));
}

void update_product_published(db::Tx& tx, const ProductRow& row, std::int64_t published_version) {
  must_match(tx.execute(
      sql::update_product_published,
      {{"id", row.id}, {"version", row.version}, {"published_version", published_version}, {"now", tx.now()}}));
}

void update_product_withdrawn(db::Tx& tx, const ProductRow& row, std::string_view reason) {
  must_match(tx.execute(sql::update_product_withdrawn,
                        {{"id", row.id}, {"version", row.version}, {"reason", reason}, {"now", tx.now()}}));
}

void insert_product_version(db::Tx& tx, ProductId product, std::int64_t version, const ProductContent& content,
                            const std::string& registration_county, const Change& change) {
  tx.execute(sql::insert_product_version, {{"product", product},
                                           {"version", version},
                                           {"content", json::print(content)},
                                           {"registration_county", registration_county},
                                           {"actor", change.actor},
                                           {"reason", change.reason},
                                           {"now", tx.now()}});
  std::vector<db::Params> prices;
  for (const auto& sku : content.skus) {
    prices.push_back({{"sku", sku.sku_id}, {"version", version}, {"price", sku.price}, {"now", tx.now()}});
  }
  tx.execute_rows(sql::insert_sku_prices, prices);
  std::vector<db::Params> steps;
  for (const auto& sku : content.skus) {
    for (const auto& step : sku.price_steps.value_or(std::vector<PriceStep>())) {
      steps.push_back(
          {{"sku", sku.sku_id}, {"version", version}, {"from_quantity", step.from.value()}, {"price", step.price}});
    }
  }
  tx.execute_rows(sql::insert_sku_price_steps, steps);
}

void insert_components(db::Tx& tx, std::int64_t version, const Components& components) {
  std::vector<db::Params> rows;
  for (const auto& [bundle, parts] : components) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      rows.push_back({{"bundle", bundle},
                      {"version", version},
                      {"position", i},
                      {"sku", parts[i].sku},
                      {"quantity", parts[i].quantity},
                      {"share", parts[i].share}});
    }
  }
  tx.execute_rows(sql::insert_sku_components, rows);
}

std::vector<SkuAsPublished> list_skus_as_published(db::Tx& tx, const std::vector<SkuId>& skus) {
  std::vector<SkuAsPublished> out;
  if (skus.empty()) return out;
  const auto rows = tx.query(sql::list_skus_as_published, {{"skus", db::Value::list_of(skus)}});
  for (const auto row : rows) {
    SkuAsPublished found{row.get<SkuId>("id"), row.get<ProductId>("product_id"), row.get<OrganisationId>("supplier_id"),
                         row.get<ProductStatus>("status") == ProductStatus::published, std::nullopt};
    if (row.find<std::string>("content")) {
      for (auto& sku : read_content(row, "content").skus) {
        if (sku.sku_id == found.sku) found.content = std::move(sku);
      }
    }
    out.push_back(std::move(found));
  }
  return out;
}

std::optional<PublishedVersion> find_product_version(db::Tx& tx, ProductId product, std::int64_t version) {
  const auto rows = tx.query(sql::find_product_version, {{"product", product}, {"version", version}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return PublishedVersion{read_content(row, "content"), row.get<std::string>("registration_county"),
                          row.get<Instant>("published_at")};
}

bool insert_sku(db::Tx& tx, SkuId id, ProductId product, const std::string& gtin14) {
  return tx.try_insert(sql::insert_sku, {{"id", id}, {"product", product}, {"gtin", gtin14}, {"now", tx.now()}});
}

std::vector<SkuIdentity> list_skus(db::Tx& tx, ProductId product) {
  std::vector<SkuIdentity> out;
  for (const auto row : tx.query(sql::list_skus, {{"product", product}})) {
    out.push_back({row.get<SkuId>("id"), row.get<std::string>("gtin")});
  }
  return out;
}

std::int64_t take_gtin_numbers(db::Tx& tx, std::int64_t count) {
  const auto first = tx.query(sql::lock_gtin_counter).front().get<std::int64_t>("next_number");
  tx.execute(sql::update_gtin_counter, {{"next_number", first + count}});
  return first;
}

ListingWords list_listing_words(db::Tx& tx, Date today) {
  ListingWords words;
  for (const auto row : tx.query(sql::list_listing_words, {{"today", today}})) {
    auto& list = row.get<std::string>("kind") == "wild_species" ? words.wild_species : words.efficacy_claims;
    list.push_back(row.get<std::string>("word"));
  }
  return words;
}

}  // namespace shanhai::catalog::store
