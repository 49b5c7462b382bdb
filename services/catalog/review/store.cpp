#include "services/catalog/review/store.hpp"

#include "common/base/divisions.hpp"
#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

ReviewListItem read_item(const db::Row& row) {
  const auto draft = json::parse<ProductContent>(row.get<std::string>("draft")).value();
  ReviewListItem out;
  out.product_id = row.get<ProductId>("id");
  out.supplier_id = row.get<OrganisationId>("supplier_id");
  out.supplier_name = row.get<std::string>("supplier_name");
  out.name = draft.name;
  out.category = draft.category;
  out.herb_class = draft.herb_class;
  out.production_county = draft.production_county;
  out.production_county_name = full_division_name(out.production_county);
  out.review = row.get<ReviewStatus>("review");
  out.version = row.get<std::int64_t>("version");
  out.updated_at = row.get<Instant>("updated_at");
  return out;
}

}  // namespace

std::optional<ProductRow> find_product_for_review(db::Tx& tx, ProductId id, const Scope& scope) {
  return read_product(tx.query(sql::find_product_for_review, {{"id", id},
                                                              {"everything", scope.everything},
                                                              {"own_supplier", scope.own_supplier},
                                                              {"own_county", scope.own_county}}));
}

std::optional<ProductRow> lock_product_for_review(db::Tx& tx, ProductId id, const Scope& scope) {
  return read_product(tx.query(sql::lock_product_for_review,
                               {{"id", id}, {"everything", scope.everything}, {"own_county", scope.own_county}}));
}

void write_review_step(db::Tx& tx, ProductRow& row, ReviewStatus step, const Change& change) {
  const auto matched = tx.execute(sql::update_product_review,
                                  {{"id", row.id}, {"version", row.version}, {"review", step}, {"now", tx.now()}});
  if (matched != 1) throw std::logic_error("a locked product changed");
  row.review = step;
  ++row.version;
  row.updated_at = tx.now();
  tx.execute(sql::insert_review_step, {{"product", row.id},
                                       {"version", row.version},
                                       {"step", step},
                                       {"actor", change.actor},
                                       {"reason", change.reason},
                                       {"now", tx.now()}});
}

std::vector<ReviewStep> list_review_steps(db::Tx& tx, ProductId product) {
  std::vector<ReviewStep> out;
  const auto rows = tx.query(sql::list_review_steps, {{"product", product}});
  for (const auto row : rows) {
    out.push_back({row.get<std::int64_t>("version"), row.get<ReviewStatus>("step"), row.get<std::string>("actor"),
                   row.get<std::string>("reason"), row.get<Instant>("occurred_at")});
  }
  return out;
}

std::vector<ReviewListItem> list_reviews(db::Tx& tx, const Scope& scope, ReviewFilter review, ProductId after,
                                         std::int64_t limit) {
  db::Params params = {{"review", review}, {"after", after}, {"limit", limit}};
  const db::Query* query = &sql::list_reviews;
  if (scope.own_county) {
    query = &sql::list_reviews_of_county;
    params.push_back({"county", scope.own_county});
  } else if (!scope.everything) {
    return {};
  }
  std::vector<ReviewListItem> out;
  const auto rows = tx.query(*query, params);
  for (const auto row : rows) out.push_back(read_item(row));
  return out;
}

}  // namespace shanhai::catalog::store
