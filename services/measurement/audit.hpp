// Reconciles measurement's own tables: the rollup is the sum of the ledger.
#pragma once

#include "common/db/transaction.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::measurement {

Result<std::vector<runtime::AuditFinding>> audit_ledger(db::Tx& tx);

}  // namespace shanhai::measurement
