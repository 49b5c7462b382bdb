#include "services/traceability/capture/jobs.hpp"

#include <algorithm>
#include <limits>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kDraftsMax = 32;  // in memory; what comes on top waits in the database
constexpr std::size_t kDraftBytesMax = 64'000'000;
constexpr std::chrono::milliseconds kBetweenLooks{500};
constexpr std::size_t kTakenAtOnce = 8;  // then those that are due have their turn
constexpr std::int64_t kDueAtOnce = 20;
constexpr std::chrono::seconds kPutOff{10};
constexpr std::int64_t kAttemptsMax = 5;
constexpr std::size_t kProblemsMax = 100;                                  // that a job keeps; the others are counted
constexpr std::int64_t kLetIn = std::numeric_limits<std::int64_t>::max();  // under the limit of that time
constexpr int kRacesMax = 3;  // lost against others that store the same event

}  // namespace

std::shared_ptr<void> CaptureJobs::room_for(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (drafts_ == kDraftsMax || bytes_ + bytes > kDraftBytesMax) return nullptr;
  ++drafts_;
  bytes_ += bytes;
  return std::shared_ptr<void>(this, [this, bytes](void*) {
    const std::lock_guard back(mutex_);
    --drafts_;
    bytes_ -= bytes;
  });
}

bool CaptureJobs::is_waiting() const {
  const std::lock_guard lock(mutex_);
  return !taken_.empty();
}

void CaptureJobs::put(Taken job) {
  const std::lock_guard lock(mutex_);
  taken_.push_back(std::move(job));
  if (loop_) loop_->wake();
}

Task<> CaptureJobs::run(Loop& loop) {
  {
    const std::lock_guard lock(mutex_);
    loop_ = &loop;
  }
  while (!loop.stopping()) {
    co_await carry_out_taken();
    co_await carry_out_due();
    if (!is_waiting()) co_await loop.pause(kBetweenLooks);
  }
  const std::lock_guard lock(mutex_);
  loop_ = nullptr;
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
      auto once = [this, &job](db::Tx& tx) { return write(tx, job); };
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

Result<void> CaptureJobs::write(db::Tx& tx, const Taken& job) {
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
  std::vector<const epcis::PreparedEvent*> fresh;
  for (std::size_t i = 0; i < draft.events.size(); ++i) {
    if (!std::binary_search(known.begin(), known.end(), i)) fresh.push_back(&draft.events[i]);
  }
  epcis::append(tx, random_, fresh);
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
