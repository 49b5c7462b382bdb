// Makes the files of exports: one job at a time in a process, in memory that does not grow with the file.
//
// A job is leased for half a minute, renewed with every page and for longer when the file is closed; its attempt is the
// fence: who has lost it writes nothing more into the job, and its file is removed. After a crash the next holder
// begins anew.
#pragma once

#include <memory>
#include <mutex>

#include "common/async/background.hpp"
#include "common/async/workers.hpp"
#include "common/sheets/table_file.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/exports/files.hpp"
#include "services/measurement/exports/store.hpp"
#include "services/measurement/purchases/policy.hpp"
#include "services/measurement/reports/wording.hpp"

namespace shanhai::measurement {

class ExportJobs {
 public:
  ExportJobs(Context& context, const Policy& policy, ExportPolicy export_policy, const ExportFiles& files,
             Workers& workers)
      : context_(context), policy_(policy), export_policy_(export_policy), files_(files), workers_(workers) {}

  Task<> run(Loop& loop);
  void wake();  // from any thread

  // What is due, one after the other; gives how many came to an end.
  Task<std::int64_t> carry_out_due();
  // Removes files whose time is over: the file first, then the row says so. A process that ends in between leaves a row
  // that is still over.
  Task<> expire();
  // Removes files that no row keeps: of a removal or an attempt whose process ended before it had removed them.
  Task<> sweep();

 private:
  enum class End { finished, failed, lost, postponed };
  struct Writing {
    std::unique_ptr<sheets::TableFile> file;
    std::int64_t rows = 0;
  };
  Task<bool> carry_out(ExportId id);
  Task<End> make_file(const store::ExportRow& job, const std::string& path);
  Task<Result<void>> write_report(const store::ExportRow& job, const std::string& path, Writing& to);
  Task<Result<void>> write_lines(const store::ExportRow& job, const std::string& path, Writing& to);
  Task<bool> append(Writing& to, const store::ExportRow& job, std::vector<std::vector<sheets::Cell>> rows);
  Task<End> finish(const store::ExportRow& job, const std::string& path, Writing& writing);
  Task<> put_off(const store::ExportRow& job);

  Context& context_;
  const Policy& policy_;
  const ExportPolicy export_policy_;
  const ExportFiles& files_;
  Workers& workers_;
  std::mutex mutex_;
  Loop* loop_ = nullptr;
};

}  // namespace shanhai::measurement
