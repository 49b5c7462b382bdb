// Which lots go into a parcel: first expired, first out.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/ids.hpp"
#include "common/base/result.hpp"

namespace shanhai::orders {

// Why a counter moved; see stock_entry.
enum class StockEntryKind {
  received,        // put on sale
  reserved,        // placed
  released,        // cancelled, expired or declined
  packed,          // left the counters for a parcel
  unpacked,        // a parcel was opened before it left: its order waits for them again
  blocked,         // recalled while on hand
  unblocked,       // its recall was lifted
  restocked,       // came back; what is not fit to be sold is scrapped at once
  scrapped,        // came back unfit, or without a lot to go to
  corrected,       // the supplier counted other than the books
  expired,         // its time to be sold is over
  presale_opened,  // promised before there is a lot
  presale_met,     // lots came for what was promised
  presale_ended,   // promised no longer: not taken, or given back after the sale
};

enum class CorrectionReason { counted, damaged, lost, sampled };

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

// Units that may go into a parcel on `today`: of lots that are not past their best-before.
std::int64_t packable(const std::vector<LotOnHand>& lots, Date today);

// Takes `quantity` from `lots`, the earliest best-before first, lots without one last, ties by id (older first), and
// lowers their on_hand. conflict "insufficient_lot_stock": nothing is taken. Lots past their best-before on `today` are
// not used.
Result<std::vector<LotShare>> bind_lots(std::vector<LotOnHand>& lots, std::int64_t quantity, Date today);

// The first best-before day that may still be sold on `today` where `days` must be left: an earlier one is off sale.
Date first_sellable(Date today, int days);

// An order that waits for packing, and what it needs.
struct WaitingOrder {
  OrderId order;
  std::map<SkuId, std::int64_t> needs;
};
// Which of them `on_hand` does not serve: in the given order (the oldest first) each takes all it needs or nothing, so
// an order that can't be served holds nothing back from a younger one. SKUs that on_hand does not name are not short.
std::vector<OrderId> undeliverable(const std::vector<WaitingOrder>& waiting, std::map<SkuId, std::int64_t> on_hand);

}  // namespace shanhai::orders
