#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/catalog_projection/store.hpp"

namespace shanhai::traceability::store {

std::vector<SkuRow> list_skus_of_gtin(db::Tx& tx, std::string_view gtin14, std::int64_t limit);

struct PublicLotRow {
  std::string lot_number;
  Date made_on{};
  std::optional<Date> best_before;
  std::optional<Instant> recalled_at;
};
std::vector<PublicLotRow> list_recalled_lots_of_gtin(db::Tx& tx, std::string_view gtin14, std::int64_t limit);
// That were put on sale, among the newest 200.
std::vector<PublicLotRow> list_newest_lots_of_gtin(db::Tx& tx, std::string_view gtin14, std::size_t limit);

// Events that an organisation captured of a unit, the latest first. `uri`: as unit_uri() writes it.
std::vector<EpcisEventId> list_events_of_unit(db::Tx& tx, OrganisationId organisation, std::string_view uri,
                                              std::int64_t limit);

}  // namespace shanhai::traceability::store
