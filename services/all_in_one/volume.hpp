// Purchase volume against the orders' own rows.
#pragma once

#include "common/runtime/module.hpp"
#include "services/measurement/api.hpp"
#include "services/orders/books/api.hpp"

namespace shanhai {

// Every line of every order, month by month of placement, against what is counted of it: one finding for each month,
// which names the orders and lines that differ and by how many fen. Blocking.
Result<std::vector<runtime::AuditFinding>> compare_volume(orders::BooksApi& books, measurement::Api& measurement,
                                                          Instant now);

}  // namespace shanhai
