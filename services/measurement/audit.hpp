// Reconciles measurement's own tables: the rollup is the sum of the ledger; and says what orders' books must equal.
#pragma once

#include "common/db/transaction.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::measurement {

Result<std::vector<runtime::AuditFinding>> audit_ledger(db::Tx& tx);
// "volume.<measure>.gross_fen", "volume.<measure>.refunded_fen", "events.orders": how many of its events are counted.
Result<std::map<std::string, std::int64_t>> read_figures(db::Tx& tx);

}  // namespace shanhai::measurement
