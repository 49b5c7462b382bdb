// Export jobs in SQL.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/exports/views.hpp"
#include "services/measurement/reports/wording.hpp"

namespace shanhai::measurement::store {

struct ExportRow {
  ExportView view;
  OrganisationId organisation;  // nil: who asked has none
  std::string region, actor;
  std::string question;  // JSON, without as_of
  wording::Language language = wording::Language::zh;
  std::int64_t attempt = 0;
};

void insert_export(db::Tx& tx, const ExportRow& row);
std::optional<ExportRow> find_export(db::Tx& tx, ExportId id);
std::vector<ExportRow> list_exports(db::Tx& tx, OrganisationId organisation, ExportId before, std::int64_t limit);
std::int64_t count_exports(db::Tx& tx, OrganisationId organisation);  // that are not over

// That wait, and that nobody is believed to be at.
std::vector<ExportId> list_due_exports(db::Tx& tx, std::int64_t limit);
// nullopt: over, or somebody else's.
std::optional<ExportRow> lease_export(db::Tx& tx, ExportId id, Instant until);
// False: the attempt is no longer whose the job is. Also of the next two.
bool renew_export(db::Tx& tx, ExportId id, std::int64_t attempt, Instant until, std::int64_t rows);
bool finish_export(db::Tx& tx, ExportId id, std::int64_t attempt, std::int64_t rows, std::int64_t bytes,
                   const std::string& hash, Instant expires_at);
bool fail_export(db::Tx& tx, ExportId id, std::int64_t attempt, std::string_view failure);

// By the export, the attempt whose file is kept, or being made; 0: none is. Without those that are not known.
std::map<ExportId, std::int64_t> list_kept_attempts(db::Tx& tx, const std::vector<ExportId>& ids);

std::vector<ExportId> list_expired_exports(db::Tx& tx, std::int64_t limit);
void expire_export(db::Tx& tx, ExportId id);

}  // namespace shanhai::measurement::store
