// What of persons' purchases a drill-down tells: enough to see what stands behind a figure, not who or when.
#pragma once

#include "services/measurement/purchases/line_rows.hpp"

namespace shanhai::measurement::purchases {

// Of the lines of one page, those of persons: a line keeps the day, the amount and what volume_buyer is counted by
// (divisions of buyer and production, category, certification), and nothing else. It is told where as many persons as
// Policy::smallest_cell bought under the same keys in that month, and the page's lines that are told so are of as many;
// the others are taken out and summed. Lines of organisations stay whole.
Result<std::optional<UntoldLines>> veil_persons(db::Tx& tx, const Policy& policy, const Question& question,
                                                std::vector<Line>& lines);

}  // namespace shanhai::measurement::purchases
