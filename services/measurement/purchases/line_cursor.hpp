// Where the next page of lines begins, as callers carry it: sealed, since ids of lines tell when persons ordered.
#pragma once

#include "services/measurement/purchases/line_rows.hpp"

namespace shanhai::measurement::purchases {

// The same text for the same position. `key`: Policy::cursor_key.
std::string print_cursor(std::string_view key, const LinePosition& at);
// Without a cursor: before all. invalid: query/cursor.
Result<LinePosition> parse_cursor(const Policy& policy, const LinesQuery& query);

}  // namespace shanhai::measurement::purchases
