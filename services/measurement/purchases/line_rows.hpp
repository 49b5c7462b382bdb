// Entries one by one, as drill-downs read them.
#pragma once

#include "services/measurement/purchases/sums.hpp"
#include "services/measurement/purchases/views.hpp"

namespace shanhai::measurement::purchases {

// Behind which entry a page begins.
struct LinePosition {
  Date day{};  // under which it counts in the question's view; of adjustments it says nothing
  OrderLineId line;
  EntryKind kind = EntryKind::sale;
  RefundId source;
};
inline constexpr Date kBeforeAll{std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1)};

struct Line {
  PurchaseLine view;  // in full, without its pairing
  LinePosition position;
  Date attributed_on{};
  AccountId person;  // nil: an organisation bought
};

// Which entries are looked at, in which order.
struct LineRange {
  Question question;
  std::optional<std::string> adjusted;  // a frozen period: what came too late for it, in place of what is in it
};

// Behind `after`, the entry that is `looked` entries on, whether it is of the question's filter or not: no page reads
// further. nullopt: there are fewer.
std::optional<LinePosition> end_of_window(db::Tx& tx, const LineRange& range, const LinePosition& after,
                                          std::size_t looked);
// What the question's filter leaves behind `after`, up to `end` inclusive; at most `limit`.
std::vector<Line> list_lines(db::Tx& tx, const LineRange& range, const LinePosition& after,
                             const std::optional<LinePosition>& end, std::size_t limit);

}  // namespace shanhai::measurement::purchases
