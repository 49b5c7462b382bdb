// The entries behind a figure, in pages.
#pragma once

#include "services/measurement/purchases/sums.hpp"
#include "services/measurement/purchases/views.hpp"

namespace shanhai::measurement::purchases {

// Behind which entry a page begins.
struct LinePosition {
  Date day{};  // under which it counts in the question's view
  OrderLineId line;
  EntryKind kind = EntryKind::sale;
  RefundId source;
};

// invalid: query/cursor.
Result<LinePosition> parse_cursor(const LinesQuery& query);

// With a filter on the pairing it reads on until the page is full or the period ends. `most`: lines of the page, for
// who takes many; 0: as the query says.
Result<PurchaseLines> read_page(db::Tx& tx, const Policy& policy, const LinesQuery& query, Question question,
                                LinePosition after, std::size_t most = 0);

}  // namespace shanhai::measurement::purchases
