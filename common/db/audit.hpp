// Audit rows for what leaves no event: sign-ins, refusals, reads by agencies. A state change's audit entry is its
// outbox row, which carries actor and reason. Appended, never changed. Table audit_entry (sql/common).
#pragma once

#include "common/db/transaction.hpp"
#include "common/json/json.hpp"

namespace shanhai::db {

struct AuditEntry {
  std::string actor;    // id as text, or "anonymous"
  std::string action;   // "measurement.purchases.read"
  std::string subject;  // id as text or a region code; no personal data
  json::Object details;
};

void append_audit(Tx& tx, Random& random, const AuditEntry& entry);

}  // namespace shanhai::db
