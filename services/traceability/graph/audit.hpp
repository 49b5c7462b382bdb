#pragma once

#include "common/db/database.hpp"
#include "common/runtime/module.hpp"
#include "services/traceability/graph/graph.hpp"

namespace shanhai::traceability::graph {

// Builds the graph and compares it with what the tables say otherwise: of every lot the households behind it and what
// went into others; of some lots, evenly chosen, all ancestors and descendants by the database's own recursion, and
// what they reached; of some that keep what is behind them, the same by walking.
Result<std::vector<runtime::AuditFinding>> audit(db::Database& database, const std::string& class_prefix,
                                                 Keeping keeping = {});

}  // namespace shanhai::traceability::graph
