// Reconciles what orders keeps twice: counters and ledgers, orders and payments, orders and their events.
#pragma once

#include "common/db/transaction.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::orders {

// Each statement sees one moment; run while orders are placed it may still report what moves between two statements.
Result<std::vector<runtime::AuditFinding>> audit_orders(db::Tx& tx);

// "volume.<measure>.gross_fen", "volume.<measure>.refunded_fen" from orders as they stand, "events.orders": events
// written.
Result<std::map<std::string, std::int64_t>> read_figures(db::Tx& tx);

}  // namespace shanhai::orders
