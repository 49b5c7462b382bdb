// What must hold of traceability's tables at any moment.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai::traceability {

// Each lot's balance adds up and agrees with deliveries, inputs and transfers; each event is the one its hash names.
// Reads the tables in pages; blocking.
Result<std::vector<runtime::AuditFinding>> audit(db::Database& database);

}  // namespace shanhai::traceability
