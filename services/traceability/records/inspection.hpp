// What inspectors read of the lots that they may look into. Their reading leaves an audit row.
#pragma once

#include "common/async/workers.hpp"
#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/files/archive.hpp"
#include "common/http/message.hpp"
#include "services/traceability/records/api.hpp"
#include "services/traceability/records/scope.hpp"

namespace shanhai::traceability {

struct SheetFile {
  std::string name, media_type, bytes;
};

class InspectionService {
 public:
  // `rows_max`: of one sheet, whose rows are held in memory while it is made.
  InspectionService(db::Database& database, Workers& workers, files::FileArchive& archive, Random& random,
                    std::int64_t rows_max)
      : database_(database), workers_(workers), archive_(archive), random_(random), rows_max_(rows_max) {}

  // All rows of the lots that were recorded in the period, as one moment saw them; the same bytes for the same rows.
  // invalid: query/from, query/to (after from, at most 366 days). forbidden: see lot_scope_of, narrowed. too_large
  // sheet_limit: ask for a shorter period.
  Task<Result<SheetFile>> sheet(auth::Principal caller, SheetKind kind, SheetQuery query, http::Language language);
  // A laboratory's report as it was handed in. test_not_found, also where the lot is not the caller's to look into.
  Task<Result<SheetFile>> report(auth::Principal caller, LotId lot, TestId test);

 private:
  void audit_read(db::Tx& tx, const auth::Principal& caller, std::string action, std::string subject);

  db::Database& database_;
  Workers& workers_;
  files::FileArchive& archive_;
  Random& random_;
  const std::int64_t rows_max_;
};

}  // namespace shanhai::traceability
