// Which placements of a batch can be, decided one after the other in the order in which they arrived.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "common/base/ids.hpp"
#include "common/base/money.hpp"

namespace shanhai::orders {

struct DemandLine {
  SkuId sku;
  std::int64_t quantity = 0;
  std::int64_t price_version = 0;  // of the quote the buyer saw
  bool price_frozen = false;       // agreed in a quotation: the listed price does not matter
};

struct Offer {
  std::int64_t version = 0;
  Money price;
  bool for_sale = false;
  bool certified = false;
};

// What the database says of the batch's SKUs. A SKU without an offer was never published, one without stock never had
// any.
struct Shelf {
  std::map<SkuId, Offer> offers;
  std::map<SkuId, std::int64_t> sellable;
};

struct Shortage {
  SkuId sku;
  std::int64_t requested = 0, available = 0;
};

struct PriceChange {
  SkuId sku;
  std::int64_t price_version = 0, current_version = 0;
  Money current_price;
};

// Accepted where all three are empty; each SKU is named once.
struct Decision {
  std::vector<SkuId> not_for_sale;
  std::vector<PriceChange> price_changes;
  std::vector<Shortage> shortages;
  bool accepted() const { return not_for_sale.empty() && price_changes.empty() && shortages.empty(); }
};

// An accepted demand is taken off the shelf. Shortages are looked for last: a changed price is told first.
Decision decide(Shelf& shelf, const std::vector<DemandLine>& demand);

}  // namespace shanhai::orders
