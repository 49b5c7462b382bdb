// Whether the ledger holds every offline sale that was approved, to the fen, and no other.
#pragma once

#include "common/db/database.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::measurement {

// Of what the consumer has counted by now; what moved later is left for the next time. So many are compared in one
// transaction, and only as long as that takes does the consumer wait.
Result<runtime::AuditFinding> audit_registrations(db::Database& database, std::int64_t at_once = 500);

}  // namespace shanhai::measurement
