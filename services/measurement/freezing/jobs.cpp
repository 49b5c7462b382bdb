#include "services/measurement/freezing/jobs.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/measurement/exports/files.hpp"
#include "services/measurement/freezing/domain.hpp"
#include "services/measurement/freezing/keys.hpp"
#include "services/measurement/freezing/views.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::chrono::seconds kLease{60}, kBetweenRenewals{15};  // a part is a few seconds' work
constexpr std::chrono::milliseconds kBetweenLooks{10'000}, kAtWork{200};
constexpr std::string_view kMaking = "/making-";
constexpr std::chrono::hours kLeftOver{24};  // longer than anything is in the making

std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

}  // namespace

// A file in the making, gone where it was not kept.
struct FreezeJobs::Writing {
  explicit Writing(const std::string& directory) : path(directory + std::string(kMaking) + "XXXXXX") {
    std::filesystem::create_directories(std::filesystem::path(directory).parent_path());
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
      throw std::system_error(errno, std::generic_category(), "make the directory of frozen figures");
    const int descriptor = ::mkstemp(path.data());
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "make a file for figures");
    ::close(descriptor);
    out.open(path, std::ios::binary);
  }
  ~Writing() {
    if (!path.empty()) ::unlink(path.c_str());
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  void add(std::string_view text) {
    digest.add(text);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!out) throw std::runtime_error("a file for figures cannot be written");
  }
  void close() {
    out.close();
    if (!out) throw std::runtime_error("a file for figures cannot be written");
    figures.digest = digest.finish();
  }

  std::string path;
  std::ofstream out;
  FiguresDigest digest;
  CanonicalFigures figures;
};

Task<> FreezeJobs::run(Loop& loop) {
  {
    const std::lock_guard lock(mutex_);
    loop_ = &loop;
  }
  auto sweeping = [this](std::size_t) { sweep(); };
  co_await workers_.run(sweeping);
  while (!loop.stopping()) {
    const auto done = co_await carry_out_due(&loop);
    if (done == 0) co_await loop.pause(kBetweenLooks);
  }
  const std::lock_guard lock(mutex_);
  loop_ = nullptr;
}

void FreezeJobs::wake() {
  const std::lock_guard lock(mutex_);
  if (loop_) loop_->wake();
}

void FreezeJobs::sweep() const {
  std::error_code none;  // no directory: nothing was made yet
  const auto old = std::filesystem::file_time_type::clock::now() - kLeftOver;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, none)) {
    if (!entry.path().filename().string().starts_with(kMaking.substr(1))) continue;
    std::error_code gone;  // kept or removed meanwhile
    const auto written = entry.last_write_time(gone);
    if (gone || written > old) continue;
    std::filesystem::remove(entry.path(), gone);
    if (gone) telemetry::log_warn("measurement.frozen_figures_left", {{"what", gone.message()}});
  }
}

std::string FreezeJobs::path_of(const std::string& digest) const { return directory_ + "/" + to_hex(digest) + ".txt"; }

bool FreezeJobs::has_file(const std::string& digest) const {
  std::error_code none;
  return std::filesystem::exists(path_of(digest), none);
}

Task<std::int64_t> FreezeJobs::carry_out_due(const Loop* loop) {
  auto list = [](db::Tx& tx) -> Result<std::vector<store::FrozenPeriod>> { return store::list_cut(tx); };
  const auto all = co_await context_.database.snapshot(list);
  if (all.has_error()) throw std::runtime_error("frozen periods cannot be read");
  const GoesOn goes_on = [loop] { return !loop || !loop->stopping(); };
  std::int64_t done = 0;
  for (const auto& frozen : *all) {
    if (!goes_on()) break;
    auto is_due = [this, &frozen](std::size_t) { return frozen.digest.empty() || !has_file(frozen.digest); };
    const bool due = co_await workers_.run(is_due);
    {
      const std::lock_guard lock(mutex_);
      if (!due || differing_.contains(frozen.period)) continue;
    }
    auto making = make(frozen, goes_on);
    const auto made = co_await std::move(making);
    done += made.has_value() && *made ? 1 : 0;
  }
  co_return done;
}

Task<Result<bool>> FreezeJobs::carry_out(std::string period, std::chrono::milliseconds patience) {
  const auto until = now() + patience;
  const GoesOn goes_on = [until] { return now() < until; };
  auto find = [period](db::Tx& tx) -> Result<std::optional<store::FrozenPeriod>> {
    return store::find_cut(tx, period);
  };
  for (;;) {
    SH_CO_TRY(const auto found, co_await context_.database.snapshot(find));
    if (!found) co_return Error::not_found("freeze");
    const auto frozen = *found;
    auto is_done = [this, &frozen](std::size_t) { return !frozen.digest.empty() && has_file(frozen.digest); };
    const bool done = co_await workers_.run(is_done);
    if (done) co_return true;
    auto making = make(frozen, goes_on);
    SH_CO_TRY(const bool made, co_await std::move(making));
    if (made) co_return true;
    if (!goes_on()) break;
    co_await sleep_for(kAtWork);  // another process is at work
  }
  wake();
  co_return false;
}

// False: the lease is another's, or time is over. Whatever keeps it from coming to an end is logged, and the next may
// try at once.
Task<Result<bool>> FreezeJobs::make(store::FrozenPeriod frozen, GoesOn goes_on) {
  const auto period = frozen.period;
  auto lease = [period](db::Tx& tx) -> Result<bool> { return store::lease_cut(tx, period, tx.now() + kLease); };
  SH_CO_TRY(const bool leased, co_await context_.database.transaction(lease));
  if (!leased) co_return false;
  Result<bool> made = false;
  std::exception_ptr thrown;
  try {
    auto writing = write(std::move(frozen), std::move(goes_on));
    made = co_await std::move(writing);
  } catch (...) {
    thrown = std::current_exception();  // what it was is told by whoever runs this: here, in what
  }
  if (!thrown && made.has_value() && *made) co_return true;  // signing has put the lease back
  if (thrown) telemetry::log_error("measurement.freeze_failed", {{"period", period}, {"code", "exception"}});
  if (made.has_error()) {
    telemetry::log_error("measurement.freeze_failed",
                         {{"period", period}, {"code", made.error().code}, {"detail", made.error().detail}});
  }
  auto put_back = [&period](db::Tx& tx) -> Result<void> {
    store::renew_cut(tx, period, tx.now());
    return {};
  };
  const auto is_back = co_await context_.database.transaction(put_back);
  if (is_back.has_error())  // it ends by itself
    telemetry::log_warn("measurement.freeze_lease_left", {{"period", period}, {"code", is_back.error().code}});
  if (thrown) std::rethrow_exception(thrown);
  co_return made;
}

// False: time is over.
Task<Result<bool>> FreezeJobs::write(store::FrozenPeriod frozen, GoesOn goes_on) {
  const auto period = frozen.period;
  auto parse = [&frozen](db::Tx& tx) { return read_as_of(tx, frozen.as_of); };
  SH_CO_TRY(const auto as_of, co_await context_.database.snapshot(parse));
  const Policy policy;  // nothing that was read before is taken for what stands in the books
  const FiguresText text(policy, period, as_of);
  auto begin = [this, &text](std::size_t) {
    auto out = std::make_shared<Writing>(directory_);
    out->add(text.head());
    return out;
  };
  const auto writing = co_await workers_.run(begin);
  auto renewed = now();
  FiguresText::Place at;
  while (!text.is_over(at) && goes_on()) {
    auto read = [&text, &at](db::Tx& tx) { return text.read(tx, at); };
    SH_CO_TRY(auto part, co_await context_.database.snapshot(read));
    auto add = [&writing, &part](std::size_t) { writing->add(part.text); };
    co_await workers_.run(add);
    writing->figures.rows += part.rows;
    at = std::move(part.next);
    if (now() < renewed + kBetweenRenewals) continue;
    renewed = now();
    auto renew = [&period](db::Tx& tx) -> Result<void> {
      store::renew_cut(tx, period, tx.now() + kLease);
      return {};
    };
    SH_CO_CHECK(co_await context_.database.transaction(renew));
  }
  if (!text.is_over(at)) co_return false;
  auto keeping = keep(std::move(frozen), writing);
  co_return co_await std::move(keeping);
}

// The file is there before anybody can ask for it.
Task<Result<bool>> FreezeJobs::keep(store::FrozenPeriod frozen, std::shared_ptr<Writing> writing) {
  auto close = [&writing](std::size_t) { writing->close(); };
  co_await workers_.run(close);
  const auto& figures = writing->figures;
  if (!frozen.digest.empty() && figures.digest != frozen.digest) {
    telemetry::log_error("measurement.frozen_figures_differ", {{"period", frozen.period}});
    const std::lock_guard lock(mutex_);
    differing_.insert(frozen.period);
    co_return Error::internal("the figures of the frozen period " + frozen.period + " are no longer what was signed");
  }
  auto rename = [this, &writing](std::size_t) {
    std::filesystem::rename(writing->path, path_of(writing->figures.digest));
    writing->path.clear();
  };
  co_await workers_.run(rename);
  SHANHAI_FAILPOINT("measurement.freeze.kept");
  auto sign = [this, &frozen, &figures](db::Tx& tx) { return sign_in(tx, frozen.period, figures); };
  SH_CO_TRY(const bool is_signed, co_await context_.database.transaction(sign));
  SHANHAI_FAILPOINT("measurement.freeze.signed");
  if (is_signed) context_.sequencer.committed();
  co_return true;
}

// False: it is signed already.
Result<bool> FreezeJobs::sign_in(db::Tx& tx, const std::string& period, const CanonicalFigures& figures) const {
  store::lock_sources(tx);  // whoever makes the keys does so alone
  auto frozen = store::lock_cut(tx, period).value();
  store::renew_cut(tx, period, tx.now());
  if (!frozen.digest.empty()) return false;
  const auto digest = to_hex(figures.digest);
  const auto keys = load_keys(tx, context_, origin_, frozen.actor);
  frozen.digest = figures.digest;
  frozen.note = keys.sign(text_of({keys.origin(), period, frozen.as_of, figures.rows, digest}));
  store::sign_cut(tx, frozen);
  events::append(tx, context_.random,
                 {kPeriodFrozen,
                  "period_freeze",
                  period,
                  1,
                  frozen.actor,
                  frozen.reason,
                  {},
                  json::write(PeriodFrozen{period, frozen.as_of, digest}).as_object()});
  return true;
}

Task<std::shared_ptr<const http::OpenFile>> FreezeJobs::open(std::string digest) {
  auto look = [this, digest](std::size_t) -> std::shared_ptr<const http::OpenFile> {
    auto file = http::OpenFile::open(path_of(digest));
    if (!file || ExportFiles::read_content(path_of(digest)).hash == digest) return file;
    telemetry::log_error("measurement.frozen_figures_touched", {{"sha256", to_hex(digest)}});
    ExportFiles::remove_one(path_of(digest));  // it is made again
    return nullptr;
  };
  co_return co_await workers_.run(look);
}

}  // namespace shanhai::measurement
