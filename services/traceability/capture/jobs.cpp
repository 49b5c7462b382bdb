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
constexpr std::size_t kWaitersMax = 64;
constexpr std::chrono::seconds kRoomPatience{2};
constexpr std::chrono::milliseconds kBetweenLooks{500};
constexpr std::size_t kTakenAtOnce = 8;  // then those that are due have their turn
constexpr std::int64_t kDueAtOnce = 20;
constexpr std::chrono::seconds kPutOff{10};
constexpr std::int64_t kAttemptsMax = 5;
constexpr std::size_t kProblemsMax = 100;                                  // that a job keeps; the others are counted
constexpr std::int64_t kLetIn = std::numeric_limits<std::int64_t>::max();  // under the limit of that time
constexpr int kRacesMax = 3;  // lost against others that store the same event

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

std::shared_ptr<void> CaptureJobs::take_room(std::size_t bytes, const std::shared_ptr<Waiter>& waiter) {
  const std::lock_guard lock(mutex_);
  if (drafts_ == kDraftsMax || bytes_ + bytes > kDraftBytesMax) {
    if (waiters_.size() < kWaitersMax) waiters_.push_back(waiter);
    return nullptr;
  }
  ++drafts_;
  bytes_ += bytes;
  return std::shared_ptr<void>(this, [this, bytes](void*) { give_room_back(bytes); });
}

void CaptureJobs::give_room_back(std::size_t bytes) {
  std::vector<std::shared_ptr<Waiter>> waiters;
  {
    const std::lock_guard lock(mutex_);
    --drafts_;
    bytes_ -= bytes;
    waiters.swap(waiters_);
  }
  for (const auto& waiter : waiters) waiter->wake();  // those whose time was up are among them, so all
}

Task<std::shared_ptr<void>> CaptureJobs::room_for(std::size_t bytes) {
  if (bytes > kDraftBytesMax) co_return nullptr;
  const auto give_up_at = std::chrono::steady_clock::now() + kRoomPatience;
  const auto waiter = std::make_shared<Waiter>();
  for (bool in_time = true; in_time;) {
    if (auto room = take_room(bytes, waiter)) co_return room;
    in_time = co_await waiter->wait_until(give_up_at);
  }
  co_return nullptr;
}

bool CaptureJobs::is_waiting() const {
  const std::lock_guard lock(mutex_);
  return !taken_.empty();
}

std::size_t CaptureJobs::waiting_for_room() const {
  const std::lock_guard lock(mutex_);
  return waiters_.size();
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
  Taken job{id, row->organisation, row->actor, row->behaviour, row->leased_until, nullptr, nullptr};
  job.draft = std::make_shared<const CaptureDraft>(std::move(**draft));
  const bool ended = co_await carry_out(std::move(job));
  co_return ended;
}

// False: it is put off.
Task<bool> CaptureJobs::carry_out(Taken job) {
  const bool ended = co_await store_events(job);
  if (!ended) co_await put_off(job.id, job.leased_until);
  co_return ended;
}

Task<bool> CaptureJobs::store_events(const Taken& job) {
  for (int race = 0; race < kRacesMax; ++race) {
    try {
      // Nearly always nothing of a document is known: then the transaction finds its statements made.
      auto make = [this, &job](std::size_t) {
        return epcis::make_appending(pointers_to(job.draft->events, {}), database_.clock().now(), random_);
      };
      const auto whole = co_await workers_.run(make);
      auto once = [this, &job, &whole](db::Tx& tx) { return write(tx, job, whole); };
      auto written = co_await database_.transaction(once);
      if (written.has_error()) throw std::runtime_error("a capture cannot be written: " + written.error().code);
      sequencer_.committed();
      co_return true;
    } catch (const db::DuplicateKey&) {  // the next look sees what the other stored
    } catch (const std::exception& failure) {
      telemetry::log_warn("traceability.capture_postponed", {{"capture", job.id.str()}, {"reason", failure.what()}});
      co_return false;
    }
  }
  telemetry::log_warn("traceability.capture_postponed", {{"capture", job.id.str()}, {"reason", "others are faster"}});
  co_return false;
}

Result<void> CaptureJobs::write(db::Tx& tx, const Taken& job, const epcis::Appending& whole) {
  if (!store::lock_capture(tx, job.id)) return {};  // by another process, whose lease this one's had become
  const auto& draft = *job.draft;
  std::vector<CaptureProblem> problems;
  for (const auto& wrong : draft.wrong) problems.push_back(validation_problem(wrong));
  const auto known = epcis::find_known(tx, job.organisation, draft.events);
  for (const auto index : known)
    problems.push_back(duplicate_problem(draft.pointers[index], draft.events[index].event_id));
  auto unnamed = draft.unnamed;
  if (problems.size() > kProblemsMax) {
    unnamed += problems.size() - kProblemsMax;
    problems.resize(kProblemsMax);
  }
  if (unnamed > 0) problems.push_back(further_problem(unnamed));
  if (job.behaviour == CaptureErrorBehaviour::rollback && !problems.empty()) {
    store::finish_capture(tx, job.id, 0, problems);
    return {};
  }
  const auto fresh = pointers_to(draft.events, known);
  auto ids = whole.ids;
  if (known.empty()) {
    tx.execute(whole.script);
  } else {
    ids = epcis::append(tx, random_, fresh);
  }
  graph::insert_links(tx, job.id.bytes(), fresh, ids);
  epcis::put_master_data(tx, job.organisation, draft.master);
  SHANHAI_FAILPOINT("traceability.capture.stored");
  store::finish_capture(tx, job.id, fresh.size(), problems);
  if (fresh.empty()) return {};
  events::NewEvent told;
  told.type = kEventsCaptured;
  told.aggregate_type = "capture";
  told.aggregate_id = job.id.str();
  told.version = 1;
  told.actor = job.actor;
  told.payload = json::write(EventsCaptured{job.organisation, static_cast<std::int64_t>(fresh.size())}).as_object();
  events::append(tx, random_, told);
  return {};
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
