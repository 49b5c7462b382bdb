// Frozen periods are what they were when they were signed.
#pragma once

#include "common/runtime/module.hpp"
#include "services/measurement/purchases/policy.hpp"

namespace shanhai::measurement {

// Makes the figures of each frozen period anew, as of its freeze, and compares their digest with the signed one; checks
// the signatures by the stored keys. "measurement.frozen": periods compared, and how many differ.
Result<runtime::AuditFinding> audit_freezes(db::Tx& tx, const Policy& policy);

}  // namespace shanhai::measurement
