// The log's monitor from inside: builds the tree again from the events themselves, and compares everything that is
// stored or was published with it.
#pragma once

#include "common/runtime/module.hpp"
#include "services/traceability/log/keys.hpp"

namespace shanhai::traceability {

// Blocking; reads in pages. May run while the log grows. What whoever holds the database and the keys has made anew as
// a whole, only witnesses and readers who kept a checkpoint find.
Result<std::vector<runtime::AuditFinding>> audit_log(db::Database& database, const tlog::LogKeys& keys,
                                                     std::size_t checkpoints_at_once = 500);

}  // namespace shanhai::traceability
