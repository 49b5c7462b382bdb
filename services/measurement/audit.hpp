// Reconciles measurement's own tables: every block of every cube is the sum of its entries; and says what orders' books
// must equal.
#pragma once

#include "common/db/transaction.hpp"
#include "common/runtime/module.hpp"
#include "services/measurement/api.hpp"

namespace shanhai::measurement {

// One finding for the entries by number and one for each cube and tier: makes each block once more, from the entries or
// from the blocks below it, and counts those that hold something else; names the first of them.
Result<std::vector<runtime::AuditFinding>> audit_cubes(db::Tx& tx);

// What is counted under each measure.
Result<std::vector<MeasureTotal>> list_totals(db::Tx& tx);

// "volume.<measure>.gross_fen", "volume.<measure>.refunded_fen" of what orders told, "events.orders": how many of its
// events are counted.
Result<std::map<std::string, std::int64_t>> read_figures(db::Tx& tx);

}  // namespace shanhai::measurement
