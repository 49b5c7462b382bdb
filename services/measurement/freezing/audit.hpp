// Frozen periods are what they were when they were signed.
#pragma once

#include "common/db/transaction.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::measurement {

// Makes the figures of each frozen period anew from the books, as of its freeze, and compares their digest with the
// signed one; checks the signatures by the stored keys. "measurement.frozen": periods compared, and how many differ.
Result<runtime::AuditFinding> audit_freezes(db::Tx& tx);

}  // namespace shanhai::measurement
