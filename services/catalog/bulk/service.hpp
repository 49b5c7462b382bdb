// Bulk listing: sheets of products are handed in, worked at behind the request, and taken away in the same format.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/idempotency.hpp"
#include "common/http/file_answer.hpp"
#include "common/sheets/table_file.hpp"
#include "services/catalog/bulk/jobs.hpp"

namespace shanhai::catalog {

class BulkService {
 public:
  BulkService(db::Database& database, Random& random, Workers& workers, const SheetFiles& files, ImportJobs& jobs,
              ImportPolicy policy)
      : database_(database), random_(random), workers_(workers), files_(files), jobs_(jobs), policy_(policy) {}

  // Takes a sheet. invalid: its headings ("/1/C" unknown_column, "/1" missing_column, ...), or what it is (invalid_csv,
  // ...); conflict: supplier_not_approved, too_many_imports. Its file of errors speaks `language`.
  Task<Result<db::Replayable<ImportView>>> import(auth::Principal caller, db::IdempotencyKey key, ImportQuery query,
                                                  std::string file, Language language, std::string trace_id);
  Task<Result<ImportPage>> list(auth::Principal caller, http::PageQuery query, Language language);
  // How far it is, and the first hundred of what is wrong. not_found: import, also another supplier's.
  Task<Result<ImportView>> find(auth::Principal caller, ImportId id, Language language);
  // Ends it: what was written stands, what was not is not. What is over already stays so.
  Task<Result<void>> remove(auth::Principal caller, ImportId id);

  struct OpenSheet {
    std::shared_ptr<const http::OpenFile> file;
    std::string tag, media_type, name;
  };
  // The refused rows. conflict: import_not_finished; not_found: nothing_refused; gone: import_expired.
  Task<Result<OpenSheet>> open_errors(auth::Principal caller, ImportId id);
  // All own products as they are drafted. unprocessable: export_too_large.
  Task<Result<OpenSheet>> export_products(auth::Principal caller, SheetFormat format, Language language);
  // A sheet with headings only.
  Task<Result<OpenSheet>> make_template(SheetFormat format, Language language);

 private:
  Result<ImportView> ask_in(db::Tx& tx, const store::ImportRow& row) const;
  Task<Result<void>> write_export(OrganisationId supplier, Language language, sheets::TableFile& file);

  db::Database& database_;
  Random& random_;
  Workers& workers_;
  const SheetFiles& files_;
  ImportJobs& jobs_;
  const ImportPolicy policy_;
};

}  // namespace shanhai::catalog
