// Sheets of the lots that somebody may look into.
#pragma once

#include "common/async/workers.hpp"
#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/http/message.hpp"
#include "services/traceability/records/api.hpp"
#include "services/traceability/records/scope.hpp"

namespace shanhai::traceability {

struct SheetFile {
  std::string name, media_type, bytes;
};

class SheetService {
 public:
  // `rows_max`: of one sheet, whose rows are held in memory while it is made.
  SheetService(db::Database& database, Workers& workers, std::int64_t rows_max)
      : database_(database), workers_(workers), rows_max_(rows_max) {}

  // All rows of the lots that were recorded in the period, as one moment saw them; the same bytes for the same rows.
  // invalid: query/from, query/to (after from, at most 366 days). forbidden: see lot_scope_of, narrowed. too_large
  // sheet_limit: ask for a shorter period.
  Task<Result<SheetFile>> sheet(auth::Principal caller, SheetKind kind, SheetQuery query, http::Language language);

 private:
  db::Database& database_;
  Workers& workers_;
  const std::int64_t rows_max_;
};

}  // namespace shanhai::traceability
