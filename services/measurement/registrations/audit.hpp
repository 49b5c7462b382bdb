// Whether the ledger holds every offline sale that was approved, to the fen, and no other.
#pragma once

#include "common/db/transaction.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::measurement {

// Of what the consumer has counted by now; what moved later is left for the next time.
Result<runtime::AuditFinding> audit_registrations(db::Tx& tx);

}  // namespace shanhai::measurement
