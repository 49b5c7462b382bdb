// Sample lots of the catalog's sample products, for a new installation: delivered by sample households, packed and put
// on sale by the services themselves, under every rule that holds for a real cooperative.
#pragma once

#include "services/catalog/api.hpp"
#include "services/traceability/household/service.hpp"
#include "services/traceability/lot/service.hpp"
#include "services/traceability/sale/service.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kSampleLotNumber = "SAMPLE-1";  // of the packed lots
inline constexpr std::int64_t kSampleUnits = 100;                 // of each SKU

// Provided to Peers by the module, for commands in its own process.
class SampleLots {
 public:
  SampleLots(db::Database& database, HouseholdService& households, LotService& lots, SaleService& sales)
      : database_(database), households_(households), lots_(lots), sales_(sales) {}

  // Writes what is not there yet, and goes on where an earlier run was interrupted; gives how many lots it put on sale.
  // Goods that keep for less than half a year are left out: a sample of them would be spoilt before anybody tries it.
  Task<Result<std::int64_t>> write(std::vector<catalog::ProductPublished> products);

 private:
  Task<Result<std::int64_t>> write_one(catalog::ProductPublished product);
  Task<Result<std::vector<HouseholdId>>> sample_households(auth::Principal cooperative, std::string county);
  Task<Result<LotView>> packed(auth::Principal cooperative, catalog::ProductPublished product);

  db::Database& database_;
  HouseholdService& households_;
  LotService& lots_;
  SaleService& sales_;
};

}  // namespace shanhai::traceability
