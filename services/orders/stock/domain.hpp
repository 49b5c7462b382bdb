// Which lots go into a parcel: first expired, first out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/error.hpp"
#include "common/base/ids.hpp"

namespace shanhai::orders {

// Why a counter moved; see stock_entry.
enum class StockEntryKind {
  received,   // put on sale
  reserved,   // placed
  released,   // cancelled, expired or declined
  packed,     // left the counters for a parcel
  blocked,    // recalled while on hand
  restocked,  // came back in good order
};

struct LotOnHand {
  LotId lot;
  std::string lot_number;
  std::optional<Date> best_before;
  std::int64_t on_hand = 0;
};

struct LotShare {
  LotId lot;
  std::string lot_number;
  std::int64_t quantity = 0;
};

// Takes `quantity` from `lots`, the earliest best-before first, lots without one last, ties by id (older first), and
// lowers their on_hand. conflict "insufficient_lot_stock": nothing is taken. Lots past their best-before on `today` are
// not used.
Result<std::vector<LotShare>> bind_lots(std::vector<LotOnHand>& lots, std::int64_t quantity, Date today);

}  // namespace shanhai::orders
