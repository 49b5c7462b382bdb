#include "services/traceability/resolver/store.hpp"

#include "services/traceability/epcis/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

PublicLotRow public_lot(const db::Row& row) {
  return {row.get<std::string>("lot_number"), row.get<Date>("made_on"), row.find<Date>("best_before"),
          row.find<Instant>("recalled_at")};
}

}  // namespace

std::vector<SkuRow> list_skus_of_gtin(db::Tx& tx, std::string_view gtin14, std::int64_t limit) {
  std::vector<SkuRow> out;
  const auto rows = tx.query(q::list_skus_of_gtin, {{"gtin", gtin14}, {"limit", limit}});
  for (const auto row : rows) {
    SkuRow sku;
    sku.sku = row.get<SkuId>("sku_id");
    sku.product = row.get<ProductId>("product_id");
    sku.supplier = row.get<OrganisationId>("supplier_id");
    sku.gtin = row.get<std::string>("gtin");
    sku.product_name = row.get<std::string>("product_name");
    sku.label = row.get<std::string>("label");
    sku.unit = row.get<std::string>("unit");
    sku.net_weight_g = row.find<std::int64_t>("net_weight_g");
    out.push_back(std::move(sku));
  }
  return out;
}

std::vector<PublicLotRow> list_recalled_lots_of_gtin(db::Tx& tx, std::string_view gtin14, std::int64_t limit) {
  std::vector<PublicLotRow> out;
  const auto rows = tx.query(q::list_recalled_lots_of_gtin, {{"gtin", gtin14}, {"limit", limit}});
  for (const auto row : rows) out.push_back(public_lot(row));
  return out;
}

std::vector<PublicLotRow> list_newest_lots_of_gtin(db::Tx& tx, std::string_view gtin14, std::size_t limit) {
  constexpr std::int64_t kLookedAt = 200;
  std::vector<PublicLotRow> out;
  const auto rows = tx.query(q::list_newest_lots_of_gtin, {{"gtin", gtin14}, {"limit", kLookedAt}});
  for (const auto row : rows) {
    if (row.get<std::int64_t>("transferred") > 0 && out.size() < limit) out.push_back(public_lot(row));
  }
  return out;
}

std::vector<EpcisEventId> list_events_of_unit(db::Tx& tx, OrganisationId organisation, std::string_view uri,
                                              std::int64_t limit) {
  std::vector<EpcisEventId> out;
  const auto rows =
      tx.query(q::list_events_of_unit,
               {{"organisation", organisation}, {"value_hash", db::Bytes{epcis::value_digest(uri)}}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<EpcisEventId>("id"));
  return out;
}

}  // namespace shanhai::traceability::store
