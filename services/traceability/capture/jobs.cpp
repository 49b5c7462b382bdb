#include "services/traceability/capture/jobs.hpp"

#include <algorithm>
#include <limits>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"
#include "services/traceability/graph/store.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kDraftsMax = 32;  // in memory; what comes on top waits in the database
constexpr std::size_t kDraftBytesMax = 64'000'000;
constexpr std::size_t kTurns = 2;  // who reads needs workers of the database, too
constexpr std::chrono::milliseconds kBetweenLooks{500};
constexpr std::size_t kTakenAtOnce = 8;  // then those that are due have their turn
constexpr std::int64_t kDueAtOnce = 20;
constexpr std::chrono::seconds kPutOff{10};
constexpr std::int64_t kAttemptsMax = 5;
constexpr std::size_t kProblemsMax = 100;                                  // that a job keeps; the others are counted
constexpr std::int64_t kLetIn = std::numeric_limits<std::int64_t>::max();  // under the limit of that time
constexpr int kLooksMax = 3;  // others may always have stored the same event since the last one

// Those whose index is not in `left_out`, which ascends.
std::vector<const epcis::PreparedEvent*> pointers_to(const std::vector<epcis::PreparedEvent>& events,
                                                     const std::vector<std::size_t>& left_out) {
  std::vector<const epcis::PreparedEvent*> out;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!std::binary_search(left_out.begin(), left_out.end(), i)) out.push_back(&events[i]);
  }
  return out;
}

}  // namespace

CaptureJobs::CaptureJobs(db::Database& database, events::Sequencer& sequencer, Random& random, Workers& workers)
    : database_(database),
      sequencer_(sequencer),
      random_(random),
      workers_(workers),
      room_(kDraftsMax, kDraftBytesMax),
      turns_(kTurns, 0) {}

bool CaptureJobs::is_waiting() const {
  const std::lock_guard lock(mutex_);
  return !taken_.empty();
}

void CaptureJobs::put(Taken job) {
  const std::lock_guard lock(mutex_);
  taken_.push_back(std::move(job));
  for (auto* loop : loops_) loop->wake();
}

// A loop is woken while it runs.
class CaptureJobs::AtWork {
 public:
  AtWork(CaptureJobs& jobs, Loop& loop) : jobs_(jobs), loop_(loop) {
    const std::lock_guard lock(jobs_.mutex_);
    jobs_.loops_.push_back(&loop_);
  }
  ~AtWork() {
    const std::lock_guard lock(jobs_.mutex_);
    std::erase(jobs_.loops_, &loop_);
  }
  AtWork(const AtWork&) = delete;
  AtWork& operator=(const AtWork&) = delete;

 private:
  CaptureJobs& jobs_;
  Loop& loop_;
};

Task<> CaptureJobs::run(Loop& loop) {
  const AtWork at_work(*this, loop);
  while (!loop.stopping()) {
    co_await carry_out_taken();
    co_await carry_out_due();
    if (!is_waiting()) co_await loop.pause(kBetweenLooks);
  }
}

Task<> CaptureJobs::run_beside(Loop& loop) {
  const AtWork at_work(*this, loop);
  while (!loop.stopping()) {
    co_await carry_out_taken();
    if (!is_waiting()) co_await loop.pause(kBetweenLooks);
  }
}

Task<std::int64_t> CaptureJobs::carry_out_taken() {
  std::int64_t done = 0;
  for (std::size_t i = 0; i < kTakenAtOnce; ++i) {
    Taken job;
    {
      const std::lock_guard lock(mutex_);
      if (taken_.empty()) break;
      job = std::move(taken_.front());
      taken_.pop_front();
    }
    const bool ended = co_await carry_out(std::move(job));
    done += ended ? 1 : 0;
  }
  co_return done;
}

Task<std::int64_t> CaptureJobs::carry_out_due() {
  const auto kept = std::exchange(kept_, {});
  for (const auto& lease : kept) co_await put_off(lease.first, lease.second);
  auto find = [](db::Tx& tx) -> Result<std::vector<CaptureId>> { return store::list_due_captures(tx, kDueAtOnce); };
  auto due = co_await database_.snapshot(find);
  if (due.has_error()) throw std::runtime_error("captures that are due cannot be read");
  std::int64_t done = 0;
  for (const auto id : *due) {
    const bool ended = co_await carry_out_lost(id);
    done += ended ? 1 : 0;
  }
  co_return done;
}

Task<bool> CaptureJobs::carry_out_lost(CaptureId id) {
  auto lease = [id](db::Tx& tx) -> Result<std::optional<store::LeasedCapture>> {
    return store::lease_capture(tx, id, lease_end(tx.now()));
  };
  auto leased = co_await database_.transaction(lease);
  if (leased.has_error()) throw std::runtime_error("a capture cannot be leased");
  if (!*leased) co_return false;
  const auto row = std::make_shared<const store::LeasedCapture>(std::move(**leased));
  if (row->attempts > kAttemptsMax) {
    co_await give_up(id);
    co_return true;
  }
  auto read = [row](std::size_t) { return read_capture(row->document, row->organisation, kLetIn); };
  std::optional<Result<CaptureDraft>> draft;
  try {
    draft = co_await workers_.run(read);
  } catch (const Unavailable& busy) {
    telemetry::log_warn("traceability.capture_postponed", {{"capture", id.str()}, {"reason", busy.what()}});
  }
  if (!draft) {
    co_await put_off(id, row->leased_until);
    co_return false;
  }
  if (draft->has_error()) {
    telemetry::log_error("traceability.capture_unreadable", {{"capture", id.str()}, {"code", draft->error().code}});
    co_await give_up(id);
    co_return true;
  }
  auto kept = std::make_shared<const CaptureDraft>(std::move(**draft));
  Taken job{{id, row->organisation, row->actor, row->behaviour, std::move(kept)}, row->leased_until, nullptr};
  const bool ended = co_await carry_out(std::move(job));
  co_return ended;
}

// False: it is put off.
Task<bool> CaptureJobs::carry_out(Taken job) {
  const bool ended = co_await store_events(job.document);
  if (!ended) co_await put_off(job.document.id, job.leased_until);
  co_return ended;
}

// Nearly always nothing of a document is known: its transaction finds all statements made, and does not look before.
epcis::Appending CaptureJobs::make_whole(const Document& document) {
  const auto all = pointers_to(document.draft->events, {});
  auto out = epcis::make_appending(all, database_.clock().now(), random_);
  graph::add_links(out.script, document.id.bytes(), all, out.ids);
  return out;
}

Task<std::optional<CaptureJobs::Receipt>> CaptureJobs::store_at_once(Document document,
                                                                     std::optional<db::IdempotencyKey> key) {
  auto make = [this, &document](std::size_t) { return make_whole(document); };
  const auto whole = co_await workers_.run(make);
  const auto turn = co_await this->turn();
  if (!turn) co_return std::nullopt;
  for (int look = 0; look <= kLooksMax; ++look) {
    auto store = [&, look](db::Tx& tx) -> Result<CaptureReceipt> {
      auto outcome = write(tx, document, whole, look > 0);
      store::insert_finished_capture(tx, {document.id, document.organisation, document.actor, document.behaviour,
                                          outcome.captured, std::move(outcome.problems)});
      return CaptureReceipt{document.id};
    };
    auto once = [&](db::Tx& tx) -> Receipt {
      if (key) return db::idempotent(tx, *key, [&] { return store(tx); });
      SH_TRY(auto receipt, store(tx));
      return db::Replayable<CaptureReceipt>{receipt, false};
    };
    try {
      auto receipt = co_await database_.transaction(once);
      sequencer_.committed();
      co_return receipt;
    } catch (const db::DuplicateKey&) {  // the next look sees it
    }
  }
  co_return std::nullopt;
}

Task<bool> CaptureJobs::store_events(const Document& job) {
  try {
    auto make = [this, &job](std::size_t) { return make_whole(job); };
    const auto whole = co_await workers_.run(make);
    const auto turn = co_await this->turn();
    for (int look = 0; turn && look <= kLooksMax; ++look) {
      auto once = [&, look](db::Tx& tx) -> Result<void> {
        if (!store::lock_capture(tx, job.id)) return {};  // by another process, whose lease this one's had become
        const auto outcome = write(tx, job, whole, look > 0);
        store::finish_capture(tx, job.id, outcome.captured, outcome.problems);
        return {};
      };
      try {
        auto written = co_await database_.transaction(once);
        if (written.has_error()) throw std::runtime_error("a capture cannot be written: " + written.error().code);
        sequencer_.committed();
        co_return true;
      } catch (const db::DuplicateKey&) {  // the next look sees it
      }
    }
  } catch (const std::exception& failure) {
    telemetry::log_warn("traceability.capture_postponed", {{"capture", job.id.str()}, {"reason", failure.what()}});
    co_return false;
  }
  telemetry::log_warn("traceability.capture_postponed", {{"capture", job.id.str()}, {"reason", "others are faster"}});
  co_return false;
}

CaptureJobs::Outcome CaptureJobs::write(db::Tx& tx, const Document& document, const epcis::Appending& whole,
                                        bool look) {
  const auto& draft = *document.draft;
  Outcome out;
  for (const auto& wrong : draft.wrong) out.problems.push_back(validation_problem(wrong));
  auto known = epcis::find_repeated(draft.events);
  if (look || !known.empty()) known = epcis::find_known(tx, document.organisation, draft.events);
  for (const auto index : known)
    out.problems.push_back(duplicate_problem(draft.pointers[index], draft.events[index].event_id));
  auto unnamed = draft.unnamed;
  if (out.problems.size() > kProblemsMax) {
    unnamed += out.problems.size() - kProblemsMax;
    out.problems.resize(kProblemsMax);
  }
  if (unnamed > 0) out.problems.push_back(further_problem(unnamed));
  if (document.behaviour == CaptureErrorBehaviour::rollback && !out.problems.empty()) return out;
  const auto fresh = pointers_to(draft.events, known);
  if (known.empty()) {
    tx.execute(whole.script);
  } else {
    auto some = epcis::make_appending(fresh, tx.now(), random_);
    graph::add_links(some.script, document.id.bytes(), fresh, some.ids);
    tx.execute(some.script);
  }
  epcis::put_master_data(tx, document.organisation, draft.master);
  SHANHAI_FAILPOINT("traceability.capture.stored");
  out.captured = fresh.size();
  if (fresh.empty()) return out;
  events::NewEvent told;
  told.type = kEventsCaptured;
  told.aggregate_type = "capture";
  told.aggregate_id = document.id.str();
  told.version = 1;
  told.actor = document.actor;
  told.payload =
      json::write(EventsCaptured{document.organisation, static_cast<std::int64_t>(fresh.size())}).as_object();
  events::append(tx, random_, told);
  return out;
}

Task<> CaptureJobs::put_off(CaptureId id, Instant leased_until) {
  auto back = [id, leased_until](db::Tx& tx) -> Result<void> {
    store::put_off_capture(tx, id, leased_until, tx.now() + kPutOff);
    return {};
  };
  try {
    auto done = co_await database_.transaction(back);
    if (done.has_error()) throw std::runtime_error(done.error().code);
  } catch (const std::exception& failure) {
    telemetry::log_warn("traceability.capture_lease_kept", {{"capture", id.str()}, {"reason", failure.what()}});
    kept_.emplace_back(id, leased_until);
  }
}

Task<> CaptureJobs::give_up(CaptureId id) {
  telemetry::log_error("traceability.capture_given_up", {{"capture", id.str()}});
  auto end = [id](db::Tx& tx) -> Result<void> {
    if (store::lock_capture(tx, id)) store::give_up_capture(tx, id, {implementation_problem()});
    return {};
  };
  auto ended = co_await database_.transaction(end);
  if (ended.has_error()) throw std::runtime_error("a capture cannot be ended");
}

}  // namespace shanhai::traceability
