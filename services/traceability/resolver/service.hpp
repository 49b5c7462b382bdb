// What is known of codes that do not name a lot themselves.
#pragma once

#include "common/db/database.hpp"
#include "services/traceability/resolver/api.hpp"

namespace shanhai::traceability {

class ResolverService {
 public:
  explicit ResolverService(db::Database& database) : database_(database) {}

  // trade_item_not_found: no SKU has the GTIN.
  Task<Result<TradeItemView>> trade_item(std::string gtin14);
  // The number of the lot that a unit is of, from what the supplier of the GTIN captured; `ai`: 21 or 235.
  // unit_not_found: nobody told.
  Task<Result<std::string>> lot_of_unit(std::string gtin14, std::string ai, std::string serial);

 private:
  db::Database& database_;
};

}  // namespace shanhai::traceability
