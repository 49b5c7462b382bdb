#include "common/db/audit_rows.hpp"

#include "sql/common_queries.hpp"

namespace shanhai::db {

SHANHAI_ID(AuditEntryId, "aud");

void append_audit(Tx& tx, Random& random, const AuditEntry& entry) { append_audits(tx, random, {&entry, 1}); }

void append_audits(Tx& tx, Random& random, std::span<const AuditEntry> entries) {
  std::vector<Params> rows;
  for (const auto& entry : entries) {
    rows.push_back({{"id", AuditEntryId(make_uuid_v7(tx.now(), random))},
                    {"actor", entry.actor},
                    {"action", entry.action},
                    {"subject", entry.subject},
                    {"details", json::to_text(entry.details)}});
  }
  tx.execute_rows(sql::common::audit_append, rows, {{"now", tx.now()}});
}

}  // namespace shanhai::db
