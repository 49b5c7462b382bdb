#include "services/orders/pricing/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders {

const FreightTerms* SupplierTerms::freight_at(Instant at) const {
  for (const auto& row : freight) {
    if (row.effective_from <= at) return &row.terms;
  }
  return nullptr;
}

std::vector<const PromotionRow*> SupplierTerms::promotions_at(Instant at) const {
  std::vector<const PromotionRow*> out;
  for (const auto& row : promotions) {
    if (row.starts_at <= at && at < row.ends_at) out.push_back(&row);
  }
  return out;
}

namespace store {
namespace {

namespace queries = sql::orders;

FreightTermsRow read_freight_terms(const db::Row& row) {
  auto terms = json::parse<FreightTerms>(row.get<std::string>("terms"));
  if (terms.has_error()) throw std::logic_error("stored freight terms are not terms");
  return {row.get<FreightTermsId>("id"), row.get<OrganisationId>("supplier"), row.get<Instant>("effective_from"),
          row.get<Instant>("created_at"), std::move(*terms)};
}

PromotionRow read_promotion(const db::Row& row) {
  PromotionRow out;
  out.id = row.get<PromotionId>("id");
  out.supplier = row.get<OrganisationId>("supplier");
  out.title = row.get<std::string>("title");
  out.discount = {row.get<Money>("threshold_fen"), row.get<Money>("off_fen")};
  out.starts_at = row.get<Instant>("starts_at");
  out.ends_at = row.get<Instant>("ends_at");
  out.created_at = row.get<Instant>("created_at");
  out.version = row.get<std::int64_t>("version");
  return out;
}

std::vector<PromotionRow> read_promotions(const db::Rows& rows) {
  std::vector<PromotionRow> out;
  for (const auto row : rows) out.push_back(read_promotion(row));
  return out;
}

}  // namespace

bool insert_freight_terms(db::Tx& tx, const FreightTermsRow& row, const std::string& actor) {
  return tx.try_insert(queries::freight_terms_insert, {{"supplier", row.supplier},
                                                       {"effective_from", row.effective_from},
                                                       {"id", row.id},
                                                       {"terms", json::print(row.terms)},
                                                       {"created_by", actor},
                                                       {"now", row.created_at}});
}

std::vector<FreightTermsRow> list_freight_terms(db::Tx& tx, OrganisationId supplier, Instant before,
                                                std::int64_t limit) {
  std::vector<FreightTermsRow> out;
  const auto rows =
      tx.query(queries::freight_terms_list, {{"supplier", supplier}, {"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_freight_terms(row));
  return out;
}

std::int64_t count_freight_terms_ahead(db::Tx& tx, OrganisationId supplier) {
  return tx.query(queries::freight_terms_count_ahead, {{"supplier", supplier}, {"now", tx.now()}})
      .front()
      .get<std::int64_t>("ahead");
}

void insert_promotion(db::Tx& tx, const PromotionRow& row) {
  tx.execute(queries::promotion_insert, {{"id", row.id},
                                         {"supplier", row.supplier},
                                         {"title", row.title},
                                         {"threshold_fen", row.discount.threshold},
                                         {"off_fen", row.discount.off},
                                         {"starts_at", row.starts_at},
                                         {"ends_at", row.ends_at},
                                         {"now", row.created_at}});
}

std::vector<PromotionRow> list_living_promotions(db::Tx& tx, OrganisationId supplier, Instant at, std::int64_t limit) {
  return read_promotions(
      tx.query(queries::promotion_list_living, {{"supplier", supplier}, {"now", at}, {"limit", limit}}));
}

std::vector<PromotionRow> list_promotions(db::Tx& tx, OrganisationId supplier, Instant ends_before,
                                          PromotionId id_before, std::int64_t limit) {
  return read_promotions(
      tx.query(queries::promotion_list,
               {{"supplier", supplier}, {"ends_before", ends_before}, {"id_before", id_before}, {"limit", limit}}));
}

Result<PromotionRow> lock_promotion(db::Tx& tx, PromotionId id, OrganisationId supplier) {
  const auto rows = tx.query(queries::promotion_lock, {{"id", id}, {"supplier", supplier}});
  if (rows.empty()) return Error::not_found("promotion");
  return read_promotion(rows.front());
}

void end_promotion(db::Tx& tx, const PromotionRow& row, Instant at) {
  const auto matched = tx.execute(queries::promotion_end, {{"id", row.id}, {"version", row.version}, {"ends_at", at}});
  if (matched != 1) throw std::logic_error("a promotion was changed without its lock");
}

std::map<OrganisationId, SupplierTerms> read_terms(db::Tx& tx, const std::vector<OrganisationId>& suppliers,
                                                   Instant at) {
  const db::Params params{{"suppliers", db::Value::list_of(suppliers)}, {"at", at}};
  db::Script script("orders.supplier_terms_read");
  script.add(queries::freight_terms_of_many, params).add(queries::promotion_of_many, params);
  const auto rows = tx.query(script);
  std::map<OrganisationId, SupplierTerms> out;
  for (const auto supplier : suppliers) out[supplier];
  for (const auto row : rows[0]) {
    auto terms = read_freight_terms(row);
    out.at(terms.supplier).freight.push_back(std::move(terms));
  }
  for (const auto row : rows[1]) {
    auto promotion = read_promotion(row);
    out.at(promotion.supplier).promotions.push_back(std::move(promotion));
  }
  return out;
}

}  // namespace store
}  // namespace shanhai::orders
