// Reconciles measurement's own tables: every cell of every cube is the sum of its entries; and says what orders' books
// must equal.
#pragma once

#include "common/db/transaction.hpp"
#include "common/runtime/module.hpp"
#include "services/measurement/api.hpp"

namespace shanhai::measurement {

// One finding for each cube and tier; names the periods that differ.
Result<std::vector<runtime::AuditFinding>> audit_cubes(db::Tx& tx);

// What is counted under each measure: from the coarsest cube.
std::vector<MeasureTotal> list_totals(db::Tx& tx);

// "volume.<measure>.gross_fen", "volume.<measure>.refunded_fen" of what orders told, "events.orders": how many of its
// events are counted.
Result<std::map<std::string, std::int64_t>> read_figures(db::Tx& tx);

}  // namespace shanhai::measurement
