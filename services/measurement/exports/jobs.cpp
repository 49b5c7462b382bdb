#include "services/measurement/exports/jobs.hpp"

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/measurement/exports/lines_table.hpp"
#include "services/measurement/purchases/lines.hpp"
#include "services/measurement/purchases/scope.hpp"
#include "services/measurement/purchases/service.hpp"
#include "services/measurement/reports/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::chrono::seconds kLease{30}, kPutOff{10};
constexpr std::int64_t kRowsClosedInASecond = 5000;  // an XLSX is packed at its end
constexpr std::chrono::milliseconds kBetweenLooks{2000};
constexpr std::chrono::hours kBetweenSweeps{1};
constexpr std::int64_t kDueAtOnce = 4, kExpiredAtOnce = 20;
constexpr std::size_t kSweptAtOnce = 200;
constexpr std::string_view kLost = "lost";  // another process has the job

sheets::TableFormat format_of(ExportFormat format) {
  return format == ExportFormat::csv ? sheets::TableFormat::csv : sheets::TableFormat::xlsx;
}

ReportHeading heading_of(const store::ExportRow& job) {
  return {job.language, job.region, job.view.title, job.view.created_at};
}

struct Page {
  PurchaseLines lines;
  wording::Names names;
};

}  // namespace

Task<> ExportJobs::run(Loop& loop) {
  {
    const std::lock_guard lock(mutex_);
    loop_ = &loop;
  }
  std::optional<std::chrono::steady_clock::time_point> swept;
  while (!loop.stopping()) {
    const auto now = std::chrono::steady_clock::now();
    if (!swept || now - *swept > kBetweenSweeps) {
      co_await sweep();
      swept = now;
    }
    co_await expire();
    const auto done = co_await carry_out_due();
    if (done == 0) co_await loop.pause(kBetweenLooks);
  }
  const std::lock_guard lock(mutex_);
  loop_ = nullptr;
}

void ExportJobs::wake() {
  const std::lock_guard lock(mutex_);
  if (loop_) loop_->wake();
}

Task<std::int64_t> ExportJobs::carry_out_due() {
  auto find = [](db::Tx& tx) -> Result<std::vector<ExportId>> { return store::list_due_exports(tx, kDueAtOnce); };
  const auto due = co_await context_.database.snapshot(find);
  if (due.has_error()) throw std::runtime_error("exports that are due cannot be read");
  std::int64_t done = 0;
  for (const auto id : *due) {
    const bool ended = co_await carry_out(id);
    done += ended ? 1 : 0;
  }
  co_return done;
}

// False: it is put off, or somebody else's.
Task<bool> ExportJobs::carry_out(ExportId id) {
  auto lease = [id](db::Tx& tx) -> Result<std::optional<store::ExportRow>> {
    return store::lease_export(tx, id, tx.now() + kLease);
  };
  auto leased = co_await context_.database.transaction(lease);
  if (leased.has_error() || !*leased) co_return false;
  const auto job = std::move(**leased);
  if (job.attempt > kAttemptsMax) {
    telemetry::log_error("measurement.export_given_up", {{"export", id.str()}});
    auto fail = [&job](db::Tx& tx) -> Result<bool> {
      return store::fail_export(tx, job.view.id, job.attempt, "export_given_up");
    };
    const auto failed = co_await context_.database.transaction(fail);
    co_return failed.has_value();
  }
  const auto path = files_.path_of(id, job.attempt, job.view.format);
  auto end = End::postponed;
  try {
    auto made = make_file(job, path);
    end = co_await std::move(made);
  } catch (const std::exception& failure) {  // the database, or the disk
    telemetry::log_warn("measurement.export_postponed", {{"export", id.str()}, {"reason", failure.what()}});
  }
  if (end == End::postponed) co_await put_off(job);
  const std::int64_t keep = end == End::finished ? job.attempt : -1;
  auto remove = [this, id, keep, end, path](std::size_t) {
    // Others may be those of a new holder, also where this process only believes that it put the job off.
    if (end == End::lost || end == End::postponed) return ExportFiles::remove_one(path);
    files_.remove(id, keep);
  };
  co_await workers_.run(remove);
  co_return end == End::finished || end == End::failed;
}

Task<ExportJobs::End> ExportJobs::make_file(const store::ExportRow& job, const std::string& path) {
  Writing writing;
  auto begin = [this](std::size_t) { files_.make_directory(); };
  co_await workers_.run(begin);
  auto write = job.view.kind == ExportKind::report ? write_report(job, path, writing) : write_lines(job, path, writing);
  const auto written = co_await std::move(write);
  if (written.has_value()) {
    auto finished = finish(job, path, writing);
    const auto end = co_await std::move(finished);
    co_return end;
  }
  if (written.error().code == kLost) {
    telemetry::log_warn("measurement.export_lost", {{"export", job.view.id.str()}});
    co_return End::lost;
  }
  const auto code = written.error().fields.empty() ? written.error().code : written.error().fields.front().code;
  auto fail = [&job, code](db::Tx& tx) -> Result<bool> {
    return store::fail_export(tx, job.view.id, job.attempt, code);
  };
  const auto failed = co_await context_.database.transaction(fail);
  co_return failed.has_value() && *failed ? End::failed : End::lost;
}

Task<Result<void>> ExportJobs::write_report(const store::ExportRow& job, const std::string& path, Writing& to) {
  struct Made {
    ReportQuery query;
    Report report;
    wording::Names names;
  };
  auto read = [this, &job](db::Tx& tx) -> Result<Made> {
    Made out;
    SH_TRY(out.query, json::parse<ReportQuery>(job.question));
    out.query.as_of = job.view.as_of;
    SH_TRY(const auto scope, visibility_of(job.region));
    SH_TRY(auto question, to_question(out.query, scope));
    SH_TRY(out.report, make_report(tx, policy_, out.query, std::move(question)));
    out.names = store::list_names(tx, out.report);
    return out;
  };
  SH_CO_TRY(auto answered, co_await context_.database.transaction(read));
  const auto made = std::make_shared<const Made>(std::move(answered));
  auto write = [&job, &path, &to, made](std::size_t) {
    const auto heading = heading_of(job);
    to.file = sheets::TableFile::begin(format_of(job.view.format), path, head_of(made->report, made->query, heading));
    const auto rows = rows_of(made->report, made->query, heading, made->names);
    to.file->append(rows);
    for (const auto& line : lines_below(made->report, made->query, heading)) to.file->append_line(line);
    to.rows = static_cast<std::int64_t>(rows.size());
  };
  co_await workers_.run(write);
  co_return Result<void>();
}

Task<Result<void>> ExportJobs::write_lines(const store::ExportRow& job, const std::string& path, Writing& to) {
  LinesQuery query;
  SH_CO_TRY(static_cast<PurchaseFilter&>(query), json::parse<PurchaseFilter>(job.question));
  query.as_of = job.view.as_of;
  SH_CO_TRY(const auto scope, visibility_of(job.region));
  SH_CO_TRY(const auto question, to_question(query, scope));
  auto begin = [&job, &path, &to, &query](std::size_t) {
    to.file = sheets::TableFile::begin(format_of(job.view.format), path,
                                       head_of_lines(query, job.view.as_of, heading_of(job)));
  };
  co_await workers_.run(begin);
  for (bool more = true; more;) {
    auto read = [this, &query, &question](db::Tx& tx) -> Result<Page> {
      Page out;
      SH_TRY(const auto after, purchases::parse_cursor(policy_, query));
      SH_TRY(out.lines, purchases::read_page(tx, policy_, query, question, after, {export_policy_.page_rows}));
      out.names = store::list_names(tx, ids_in(out.lines.items));
      return out;
    };
    SH_CO_TRY(auto page, co_await context_.database.transaction(read));
    std::vector<std::vector<sheets::Cell>> rows;
    auto number = to.rows;
    for (const auto& line : page.lines.items) rows.push_back(row_of(line, ++number, job.language, page.names));
    if (page.lines.untold) rows.push_back(row_of(*page.lines.untold, job.language));
    auto appended = append(to, job, std::move(rows));
    const bool still_ours = co_await std::move(appended);
    if (!still_ours) co_return Error::conflict(std::string(kLost));
    if (to.rows > export_policy_.rows_max)  // not every question's rows are counted before
      co_return Error::unprocessable("export_too_large",
                                     "at most " + std::to_string(export_policy_.rows_max) + " lines");
    more = page.lines.next_cursor.has_value();
    if (more) query.cursor = *page.lines.next_cursor;
    SHANHAI_FAILPOINT("measurement.export.page");
  }
  co_return Result<void>();
}

// False: another process has the job.
Task<bool> ExportJobs::append(Writing& to, const store::ExportRow& job, std::vector<std::vector<sheets::Cell>> rows) {
  const auto shared = std::make_shared<const std::vector<std::vector<sheets::Cell>>>(std::move(rows));
  auto write = [&to, shared](std::size_t) { to.file->append(*shared); };
  co_await workers_.run(write);
  to.rows += static_cast<std::int64_t>(shared->size());
  auto renew = [&job, &to](db::Tx& tx) -> Result<bool> {
    return store::renew_export(tx, job.view.id, job.attempt, tx.now() + kLease, to.rows);
  };
  const auto renewed = co_await context_.database.transaction(renew);
  co_return renewed.has_value() && *renewed;
}

Task<ExportJobs::End> ExportJobs::finish(const store::ExportRow& job, const std::string& path, Writing& writing) {
  auto renew = [&job, &writing](db::Tx& tx) -> Result<bool> {
    const auto until = tx.now() + kLease + std::chrono::seconds(writing.rows / kRowsClosedInASecond);
    return store::renew_export(tx, job.view.id, job.attempt, until, writing.rows);
  };
  const auto renewed = co_await context_.database.transaction(renew);
  if (renewed.has_error() || !*renewed) co_return End::lost;
  auto close = [&writing, &path](std::size_t) {
    writing.file->finish();
    return ExportFiles::read_content(path);
  };
  const auto content = co_await workers_.run(close);
  SHANHAI_FAILPOINT("measurement.export.written");
  auto end = [this, &job, &writing, &content](db::Tx& tx) -> Result<bool> {
    return store::finish_export(tx, job.view.id, job.attempt, writing.rows, content.bytes, content.hash,
                                tx.now() + export_policy_.kept);
  };
  const auto ended = co_await context_.database.transaction(end);
  co_return ended.has_value() && *ended ? End::finished : End::lost;
}

Task<> ExportJobs::put_off(const store::ExportRow& job) {
  auto back = [&job](db::Tx& tx) -> Result<bool> {
    return store::renew_export(tx, job.view.id, job.attempt, tx.now() + kPutOff, 0);
  };
  try {
    auto done = context_.database.transaction(back);
    const auto put = co_await std::move(done);
    static_cast<void>(put);
  } catch (const std::exception& failure) {  // its lease ends by itself
    telemetry::log_warn("measurement.export_lease_kept", {{"export", job.view.id.str()}, {"reason", failure.what()}});
  }
}

Task<> ExportJobs::expire() {
  auto find = [](db::Tx& tx) -> Result<std::vector<ExportId>> {
    return store::list_expired_exports(tx, kExpiredAtOnce);
  };
  const auto over = co_await context_.database.snapshot(find);
  if (over.has_error()) throw std::runtime_error("exports that are over cannot be read");
  for (const auto id : *over) {
    auto remove = [this, id](std::size_t) { files_.remove(id); };
    co_await workers_.run(remove);
    SHANHAI_FAILPOINT("measurement.export.unlinked");
    auto end = [id](db::Tx& tx) -> Result<void> {
      store::expire_export(tx, id);
      return {};
    };
    const auto ended = co_await context_.database.transaction(end);
    if (ended.has_error()) co_return;
  }
}

Task<> ExportJobs::sweep() {
  auto look = [this](std::size_t) { return files_.list(); };
  const auto there = co_await workers_.run(look);
  for (std::size_t from = 0; from < there.size(); from += kSweptAtOnce) {
    const std::vector<ExportFiles::Attempt> some(
        there.begin() + std::ptrdiff_t(from),
        there.begin() + std::ptrdiff_t(std::min(from + kSweptAtOnce, there.size())));
    // A row is leased to an attempt before its file is made: what was there before this is read is judged by it.
    auto judge = [&some](db::Tx& tx) -> Result<std::vector<std::string>> {
      std::vector<ExportId> ids;
      for (const auto& file : some) ids.push_back(file.id);
      const auto kept = store::list_kept_attempts(tx, ids);
      std::vector<std::string> out;
      for (const auto& file : some) {
        const auto row = kept.find(file.id);  // none: not of these books, and not ours to remove
        if (row != kept.end() && row->second != file.attempt) out.push_back(file.path);
      }
      return out;
    };
    const auto orphans = co_await context_.database.snapshot(judge);
    if (orphans.has_error()) co_return;
    auto remove = [&orphans](std::size_t) {
      for (const auto& path : *orphans) ExportFiles::remove_one(path);
    };
    co_await workers_.run(remove);
  }
}

}  // namespace shanhai::measurement
