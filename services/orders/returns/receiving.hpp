// What becomes of goods that came back: on sale again in the lot they came from, or scrapped.
#pragma once

#include "services/orders/returns/change.hpp"

namespace shanhai::orders {

// Of a line's units, how many go on sale again; the rest is scrapped.
struct SortedLine {
  OrderLineId line;
  std::int64_t restocked = 0;
};

// Writes the stock ledger both ways. What belongs to a recalled lot stays blocked. unprocessable lot_past_best_before,
// fresh_not_resalable, naming /lines/N/line_id or, without lines of its own, /restock: nothing is done then. The caller
// saves the change.
Result<void> sort_goods(ReturnChange& change, const std::vector<SortedLine>& sorted, bool names_lines);

}  // namespace shanhai::orders
