#include "common/db/audit.hpp"

#include "sql/common_queries.hpp"

namespace shanhai::db {

SHANHAI_ID(AuditEntryId, "aud");

void append_audit(Tx& tx, Random& random, const AuditEntry& entry) {
  tx.execute(sql::common::audit_append, {{"id", AuditEntryId(make_uuid_v7(tx.now(), random))},
                                         {"now", tx.now()},
                                         {"actor", entry.actor},
                                         {"action", entry.action},
                                         {"subject", entry.subject},
                                         {"details", json::to_text(entry.details)}});
}

}  // namespace shanhai::db
