// Stores what was taken in: each document in one transaction with the end of its job, so that it is stored exactly once
// however often, and by whomever, it is tried.
#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "common/async/background.hpp"
#include "common/async/waiter.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "services/traceability/capture/draft.hpp"
#include "services/traceability/capture/store.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kEventsCaptured = "traceability.events_captured";  // aggregate "capture" or "event"

// Payload of kEventsCaptured.
struct EventsCaptured {
  OrganisationId organisation;
  std::int64_t events = 0;
};
BOOST_DESCRIBE_STRUCT(EventsCaptured, (), (organisation, events))

class CaptureJobs {
 public:
  CaptureJobs(db::Database& database, events::Sequencer& sequencer, Random& random, Workers& workers)
      : database_(database), sequencer_(sequencer), random_(random), workers_(workers) {}

  // A job that this process has just committed, leased to itself, and what it read of the document.
  struct Taken {
    CaptureId id;
    OrganisationId organisation;
    std::string actor;
    CaptureErrorBehaviour behaviour = CaptureErrorBehaviour::rollback;
    Instant leased_until{};  // the lease under which this process has it
    std::shared_ptr<const CaptureDraft> draft;
    std::shared_ptr<void> room;  // given back with the last copy
  };
  // Room for a draft of so many bytes, waited for while others are being stored: who sends faster than that is slowed
  // down. nullptr: there was none in time, and the job is left to carry_out_due(): commit it without a lease.
  Task<std::shared_ptr<void>> room_for(std::size_t bytes);
  std::size_t waiting_for_room() const;
  void put(Taken job);
  static Instant lease_end(Instant now) { return now + std::chrono::seconds(30); }

  Task<> run(Loop& loop);
  // Carries out what was put, too: while one document is being written, the text of another is made. On run()'s thread.
  Task<> run_beside(Loop& loop);
  // Some of what was put; jobs whose process was lost. Give how many came to their end. What fails here is put off:
  // only a lease whose holder vanished counts as an attempt.
  Task<std::int64_t> carry_out_taken();
  Task<std::int64_t> carry_out_due();

 private:
  class AtWork;
  std::shared_ptr<void> take_room(std::size_t bytes, const std::shared_ptr<Waiter>& waiter);
  void give_room_back(std::size_t bytes);
  Task<bool> carry_out(Taken job);
  Task<bool> store_events(const Taken& job);
  Task<bool> carry_out_lost(CaptureId id);
  Result<void> write(db::Tx& tx, const Taken& job, const epcis::Appending& whole);  // `whole`: of all its events
  Task<> give_up(CaptureId id);
  Task<> put_off(CaptureId id, Instant leased_until);
  bool is_waiting() const;

  db::Database& database_;
  events::Sequencer& sequencer_;
  Random& random_;
  Workers& workers_;
  mutable std::mutex mutex_;
  std::size_t drafts_ = 0, bytes_ = 0;            // in memory
  std::vector<std::shared_ptr<Waiter>> waiters_;  // for room
  std::deque<Taken> taken_;
  std::vector<std::pair<CaptureId, Instant>> kept_;  // leases that could not be given back yet; of the loop
  std::vector<Loop*> loops_;
};

}  // namespace shanhai::traceability
