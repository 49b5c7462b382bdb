// Exports: what somebody asks for is made into a file by a job, and taken away while it is kept.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/http/file_answer.hpp"
#include "services/measurement/exports/jobs.hpp"

namespace shanhai::measurement {

class Exports {
 public:
  Exports(Context& context, const Policy& policy, ExportPolicy export_policy, const ExportFiles& files,
          ExportJobs& jobs, Workers& workers)
      : context_(context),
        policy_(policy),
        export_policy_(export_policy),
        files_(files),
        jobs_(jobs),
        workers_(workers) {}

  // forbidden; invalid: names the parameter; conflict: too_many_exports; unprocessable: export_too_large.
  // The file speaks `language`.
  Task<Result<db::Replayable<ExportView>>> ask(Command command, db::IdempotencyKey key, ExportBody body,
                                               http::Language language);
  // Of the caller's organisation. This reading and the next leave an audit row.
  Task<Result<ExportPage>> list(auth::Principal caller, http::PageQuery query);
  // Operators see all. not_found: export, also another organisation's, or of a region that the caller no longer sees.
  Task<Result<ExportView>> find(auth::Principal caller, ExportId id);
  // Gives its room back before its time.
  Task<Result<void>> remove(Command command, ExportId id);

  struct OpenExport {
    std::shared_ptr<const http::OpenFile> file;
    std::string tag, media_type, name;
  };
  // conflict: export_not_finished; gone: export_expired.
  Task<Result<OpenExport>> open(auth::Principal caller, ExportId id);

 private:
  Result<ExportView> ask_in(db::Tx& tx, const Command& command, const ExportBody& body, wording::Language language);
  Result<store::ExportRow> find_in(db::Tx& tx, const auth::Principal& caller, ExportId id) const;

  Context& context_;
  const Policy& policy_;
  const ExportPolicy export_policy_;
  const ExportFiles& files_;
  ExportJobs& jobs_;
  Workers& workers_;
};

}  // namespace shanhai::measurement
