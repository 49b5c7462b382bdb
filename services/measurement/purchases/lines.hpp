// The entries behind a figure, in pages.
#pragma once

#include "services/measurement/purchases/line_cursor.hpp"

namespace shanhai::measurement::purchases {

struct PageSize {
  std::size_t most = 0;  // lines, for who takes many; 0: as the query says
  bool in_full = false;  // persons' lines, too: for the operator, who keeps their orders anyway
};

// Of a frozen period the lines that its figures were signed of, or with `adjustments` what came too late for it. A page
// ends with its lines, or where it has looked at so many entries that more would keep the caller waiting: then it is
// short, or empty, and the next one goes on. invalid: query/as_of, query/adjustments, query/unit.
Result<PurchaseLines> read_page(db::Tx& tx, const Policy& policy, const LinesQuery& query, Question question,
                                LinePosition after, PageSize size = {});

}  // namespace shanhai::measurement::purchases
