// Imports of sheets in SQL, and what is wrong in them.
#pragma once

#include "common/db/transaction.hpp"
#include "services/catalog/bulk/chunk.hpp"

namespace shanhai::catalog::store {

struct ImportRow {
  ImportView view;
  OrganisationId supplier;
  std::string actor, trace_id;
  Language language = Language::zh;  // of its error file
  std::int64_t attempt = 0, stalled = 0;
  std::int64_t products_done = 0;
};

void insert_import(db::Tx& tx, const ImportRow& row);
std::optional<ImportRow> find_import(db::Tx& tx, ImportId id);
std::vector<ImportRow> list_imports(db::Tx& tx, OrganisationId supplier, ImportId before, std::int64_t limit);
std::int64_t count_imports(db::Tx& tx, OrganisationId supplier);  // that are not over

// That wait, and that nobody is believed to be at.
std::vector<ImportId> list_due_imports(db::Tx& tx, std::int64_t limit);
// nullopt: over, or somebody else's.
std::optional<ImportRow> lease_import(db::Tx& tx, ImportId id, Instant until);
// False: the attempt is no longer whose the import is. Also of the next three.
bool renew_import(db::Tx& tx, ImportId id, std::int64_t attempt, Instant until);
bool advance_import(db::Tx& tx, ImportId id, std::int64_t attempt, Instant until, std::int64_t rows_total,
                    const Tally& tally);
bool finish_import(db::Tx& tx, ImportId id, std::int64_t attempt, Instant expires_at);
bool fail_import(db::Tx& tx, ImportId id, std::int64_t attempt, std::string_view failure, Instant expires_at);

std::vector<ImportId> list_over_imports(db::Tx& tx, std::int64_t limit);  // whose time is over
void end_import(db::Tx& tx, ImportId id);                                 // its time is over now
void expire_import(db::Tx& tx, ImportId id);
std::vector<ImportId> list_kept_imports(db::Tx& tx, const std::vector<ImportId>& ids);  // of these, that are not over

struct StoredProblem : Problem {
  std::int64_t position = 0;  // in the import
};
// At most 100 of a row.
void insert_problems(db::Tx& tx, ImportId id, std::vector<Problem> problems);
// Behind `after`, 0: from the first one on.
std::vector<StoredProblem> list_problems(db::Tx& tx, ImportId id, std::int64_t after, std::int64_t limit);
std::uint64_t delete_problems(db::Tx& tx, ImportId id, std::int64_t limit);

}  // namespace shanhai::catalog::store
