#include "services/traceability/capture/jobs.hpp"

#include <algorithm>
#include <limits>

#include "common/base/failpoint.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kTakenMax = 32;  // drafts in memory; what comes on top waits in the database
constexpr std::chrono::milliseconds kBetweenLooks{500};
constexpr std::int64_t kDueAtOnce = 20;
constexpr std::int64_t kAttemptsMax = 5;
constexpr std::int64_t kLetIn = std::numeric_limits<std::int64_t>::max();  // under the limit of that time
constexpr int kRacesMax = 3;  // lost against others that store the same event

}  // namespace

bool CaptureJobs::has_room() const {
  const std::lock_guard lock(mutex_);
  return taken_.size() < kTakenMax;
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
    co_await loop.pause(kBetweenLooks);
  }
  const std::lock_guard lock(mutex_);
  loop_ = nullptr;
}

Task<std::int64_t> CaptureJobs::carry_out_taken() {
  std::int64_t done = 0;
  for (;;) {
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
  Taken job{row->id, row->organisation, row->actor, row->behaviour, nullptr};
  if (row->attempts > kAttemptsMax) {
    co_await give_up(job);
    co_return true;
  }
  auto read = [row](std::size_t) { return read_capture(row->document, row->organisation, kLetIn); };
  auto draft = co_await workers_.run(read);
  if (draft.has_error()) {
    telemetry::log_error("traceability.capture_unreadable", {{"capture", id.str()}, {"code", draft.error().code}});
    co_await give_up(job);
    co_return true;
  }
  job.draft = std::make_shared<const CaptureDraft>(std::move(*draft));
  const bool ended = co_await carry_out(std::move(job));
  co_return ended;
}

// False: it is tried again once its lease has run out.
Task<bool> CaptureJobs::carry_out(Taken job) {
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

Task<> CaptureJobs::give_up(const Taken& job) {
  telemetry::log_error("traceability.capture_given_up", {{"capture", job.id.str()}});
  const auto id = job.id;
  auto end = [id](db::Tx& tx) -> Result<void> {
    if (store::lock_capture(tx, id)) store::finish_capture(tx, id, 0, {implementation_problem()});
    return {};
  };
  auto ended = co_await database_.transaction(end);
  if (ended.has_error()) throw std::runtime_error("a capture cannot be ended");
}

}  // namespace shanhai::traceability
