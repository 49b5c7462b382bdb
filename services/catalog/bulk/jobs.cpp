#include "services/catalog/bulk/jobs.hpp"

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/catalog/bulk/error_file.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::chrono::seconds kLease{30}, kPutOff{10};
constexpr std::chrono::milliseconds kBetweenLooks{2000};
constexpr std::chrono::hours kBetweenSweeps{1};
constexpr std::int64_t kDueAtOnce = 4, kOverAtOnce = 20, kDeletedAtOnce = 5000;
constexpr std::int64_t kStalledMax = 5;
constexpr int kTriesOfAChunk = 3;
constexpr std::size_t kSweptAtOnce = 200;
constexpr std::int64_t kProblemsAtOnce = 5000;

std::string code_of(const Error& error) { return error.fields.empty() ? error.code : error.fields.front().code; }

// Products whose rows together are about as many as are written at once.
std::size_t chunk_end(const Sheet& sheet, std::size_t from, std::size_t most) {
  auto to = from;
  for (std::size_t rows = 0; to < sheet.products.size() && (rows == 0 || rows < most); ++to)
    rows += sheet.products[to].lines.size();
  return to;
}

}  // namespace

Task<> ImportJobs::run(Loop& loop) {
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

void ImportJobs::wake() {
  const std::lock_guard lock(mutex_);
  if (loop_) loop_->wake();
}

Task<std::int64_t> ImportJobs::carry_out_due() {
  auto find = [](db::Tx& tx) -> Result<std::vector<ImportId>> { return store::list_due_imports(tx, kDueAtOnce); };
  const auto due = co_await database_.snapshot(find);
  if (due.has_error()) throw std::runtime_error("imports that are due cannot be read");
  std::int64_t done = 0;
  for (const auto id : *due) {
    const bool ended = co_await carry_out(id);
    done += ended ? 1 : 0;
  }
  co_return done;
}

// False: it is put off, or somebody else's.
Task<bool> ImportJobs::carry_out(ImportId id) {
  auto lease = [id](db::Tx& tx) -> Result<std::optional<store::ImportRow>> {
    return store::lease_import(tx, id, tx.now() + kLease);
  };
  auto leased = co_await database_.transaction(lease);
  if (!*leased) co_return false;
  const auto job = std::move(**leased);
  auto end = End::postponed;
  try {
    auto worked = work(job);
    end = co_await std::move(worked);
  } catch (const std::exception& failure) {  // the database, or the disk
    telemetry::log_warn("catalog.import_postponed", {{"import", id.str()}, {"reason", failure.what()}});
  }
  if (end == End::postponed) co_await put_off(job);
  if (end == End::finished || end == End::failed) {
    auto remove = [this, id](std::size_t) { files_.remove_sheet(id); };
    co_await workers_.run(remove);
  }
  co_return end == End::finished || end == End::failed;
}

Task<ImportJobs::End> ImportJobs::work(const store::ImportRow& job) {
  const auto id = job.view.import_id;
  if (job.stalled > kStalledMax) {
    telemetry::log_error("catalog.import_given_up", {{"import", id.str()}});
    auto given_up = fail(job, "import_given_up");
    co_return co_await std::move(given_up);
  }
  auto read = [this, id](std::size_t) { return read_sheet(files_.read(id), policy_.rows_max); };
  auto sheet = co_await workers_.run(read);
  if (sheet.has_error()) {
    auto refused = fail(job, code_of(sheet.error()));
    co_return co_await std::move(refused);
  }
  const auto shared = std::make_shared<const Sheet>(std::move(*sheet));
  for (auto from = static_cast<std::size_t>(job.products_done); from < shared->products.size();) {
    const auto to = chunk_end(*shared, from, policy_.chunk_rows);
    const std::span<const ProductLines> products(shared->products.data() + from, to - from);
    auto chunk = write_chunk(job, *shared, products);
    const auto written = co_await std::move(chunk);
    if (written.has_error()) {
      auto refused = fail(job, code_of(written.error()));
      co_return co_await std::move(refused);
    }
    if (!*written) co_return End::lost;
    if (job.view.publish && job.view.mode == ImportMode::commit) sequencer_.committed();
    SHANHAI_FAILPOINT("catalog.import.chunk");
    from = to;
  }
  auto finished = finish(job, shared);
  co_return co_await std::move(finished);
}

Task<ImportJobs::End> ImportJobs::fail(const store::ImportRow& job, std::string code) {
  auto end = [this, &job, code](db::Tx& tx) -> Result<bool> {
    return store::fail_import(tx, job.view.import_id, job.attempt, code, tx.now() + policy_.kept);
  };
  const auto ended = co_await database_.transaction(end);
  co_return *ended ? End::failed : End::lost;
}

Task<Result<bool>> ImportJobs::write_chunk(const store::ImportRow& job, const Sheet& sheet,
                                           std::span<const ProductLines> products) {
  const auto& view = job.view;
  const Importing importing{view.import_id, job.supplier, view.mode,
                            view.publish,   review_,      {job.actor, "import " + view.import_id.str(), job.trace_id}};
  // False: another process has the import; nothing is kept of the transaction.
  constexpr std::string_view kLost = "lost";
  auto write = [this, &importing, &job, &sheet, products, kLost](db::Tx& tx) -> Result<bool> {
    SH_TRY(auto done, import_chunk(tx, random_, importing, sheet, products));
    store::insert_problems(tx, importing.id, std::move(done.problems));
    const bool ours = store::advance_import(tx, importing.id, job.attempt, tx.now() + kLease,
                                            static_cast<std::int64_t>(sheet.rows.size()), done.tally);
    SHANHAI_FAILPOINT("catalog.import.before_commit");
    if (!ours) return Error::conflict(std::string(kLost));
    return true;
  };
  for (int tries = 1;; ++tries) {
    try {
      auto transaction = database_.transaction(write);
      auto written = co_await std::move(transaction);
      if (written.has_error() && written.error().code == kLost) co_return false;
      co_return written;
    } catch (const db::DuplicateKey&) {  // told as gtin_taken when it is looked up again
      if (tries == kTriesOfAChunk) throw;
    }
  }
}

Task<ImportJobs::End> ImportJobs::finish(const store::ImportRow& job, std::shared_ptr<const Sheet> sheet) {
  auto telling = write_error_file(job, std::move(sheet));
  const bool ours = co_await std::move(telling);
  if (!ours) co_return End::lost;
  SHANHAI_FAILPOINT("catalog.import.written");
  auto end = [this, &job](db::Tx& tx) -> Result<bool> {
    return store::finish_import(tx, job.view.import_id, job.attempt, tx.now() + policy_.kept);
  };
  const auto ended = co_await database_.transaction(end);
  if (!*ended) co_return End::lost;
  telemetry::log_info("catalog.import_finished", {{"import", job.view.import_id.str()}});
  co_return End::finished;
}

// False: another process has the import.
Task<bool> ImportJobs::write_error_file(const store::ImportRow& job, std::shared_ptr<const Sheet> sheet) {
  const auto id = job.view.import_id;
  std::shared_ptr<ErrorFile> file;
  std::vector<store::StoredProblem> problems;
  for (std::int64_t after = 0;; after = problems.back().position) {
    auto read = [id, after, &job](db::Tx& tx) -> Result<std::optional<std::vector<store::StoredProblem>>> {
      if (!store::renew_import(tx, id, job.attempt, tx.now() + kLease)) return std::nullopt;
      return store::list_problems(tx, id, after, kProblemsAtOnce);
    };
    auto page = co_await database_.transaction(read);
    if (!*page) co_return false;
    problems = std::move(**page);
    if (problems.empty()) break;
    auto append = [this, &file, &problems, &job, sheet, id](std::size_t) {
      if (!file)
        file = std::make_shared<ErrorFile>(job.view.format, job.language, files_.error_path(id, job.attempt), sheet);
      file->append(problems);
    };
    co_await workers_.run(append);
  }
  if (file) {
    auto close = [this, file, id, &job](std::size_t) {
      file->finish();
      files_.take_errors(id, job.attempt);
    };
    co_await workers_.run(close);
  }
  co_return true;
}

Task<> ImportJobs::put_off(const store::ImportRow& job) {
  auto back = [&job](db::Tx& tx) -> Result<bool> {
    return store::renew_import(tx, job.view.import_id, job.attempt, tx.now() + kPutOff);
  };
  try {
    auto done = database_.transaction(back);
    const auto put = co_await std::move(done);
    static_cast<void>(put);
  } catch (const std::exception& failure) {  // its lease ends by itself
    telemetry::log_warn("catalog.import_lease_kept",
                        {{"import", job.view.import_id.str()}, {"reason", failure.what()}});
  }
}

Task<> ImportJobs::expire() {
  auto find = [](db::Tx& tx) -> Result<std::vector<ImportId>> { return store::list_over_imports(tx, kOverAtOnce); };
  const auto over = co_await database_.snapshot(find);
  for (const auto id : *over) {
    auto remove = [this, id](std::size_t) { files_.remove(id); };
    co_await workers_.run(remove);
    for (bool more = true; more;) {
      auto end = [id](db::Tx& tx) -> Result<std::uint64_t> {
        const auto deleted = store::delete_problems(tx, id, kDeletedAtOnce);
        if (deleted < kDeletedAtOnce) store::expire_import(tx, id);
        return deleted;
      };
      const auto deleted = co_await database_.transaction(end);
      more = *deleted == kDeletedAtOnce;
    }
  }
}

Task<> ImportJobs::sweep() {
  auto look = [this](std::size_t) {
    files_.remove_strays();
    return files_.list();
  };
  const auto there = co_await workers_.run(look);
  for (std::size_t from = 0; from < there.size(); from += kSweptAtOnce) {
    const auto to = std::min(from + kSweptAtOnce, there.size());
    auto judge = [&there, from, to](db::Tx& tx) -> Result<std::vector<ImportId>> {
      std::vector<ImportId> ids, out;
      for (auto i = from; i < to; ++i) ids.push_back(there[i].id);
      const auto kept = store::list_kept_imports(tx, ids);
      const std::set<ImportId> keep(kept.begin(), kept.end());
      for (auto i = from; i < to; ++i) {
        if (there[i].old && !keep.contains(there[i].id)) out.push_back(there[i].id);
      }
      return out;
    };
    const auto orphans = co_await database_.snapshot(judge);
    auto remove = [this, &orphans](std::size_t) {
      for (const auto id : *orphans) files_.remove(id);
    };
    co_await workers_.run(remove);
  }
}

}  // namespace shanhai::catalog
