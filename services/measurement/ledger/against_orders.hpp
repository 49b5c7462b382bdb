// Purchase volume against the orders' own rows, which do not come through the stream.
#pragma once

#include "common/runtime/module.hpp"
#include "services/measurement/api.hpp"
#include "services/orders/books/api.hpp"

namespace shanhai::measurement {

// Every line of every order, month by month of placement, against what is counted of it: one finding for each month,
// which names the orders and lines that differ and by how many fen.
Task<Result<std::vector<runtime::AuditFinding>>> compare_with_orders(orders::BooksApi& books, Api& counted,
                                                                     Instant now);

}  // namespace shanhai::measurement
