// Stores what was taken in: each document in one transaction with the end of its job, so that it is stored exactly once
// however often, and by whomever, it is tried. A short one is stored before it is acknowledged: then its text need not
// be kept meanwhile.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "common/async/background.hpp"
#include "common/db/database.hpp"
#include "common/db/idempotency.hpp"
#include "common/events/stream.hpp"
#include "services/traceability/capture/draft.hpp"
#include "services/traceability/capture/room.hpp"
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
  CaptureJobs(db::Database& database, events::Sequencer& sequencer, Random& random, Workers& workers);

  // A document that was read, and whose it is.
  struct Document {
    CaptureId id;
    OrganisationId organisation;
    std::string actor;
    CaptureErrorBehaviour behaviour = CaptureErrorBehaviour::rollback;
    std::shared_ptr<const CaptureDraft> draft;
  };
  using Receipt = Result<db::Replayable<CaptureReceipt>>;
  // Stores it together with its job, which has come to its end when this returns. nullopt: others have had their turn
  // for too long, or store the same events; nothing happened.
  Task<std::optional<Receipt>> store_at_once(Document document, std::optional<db::IdempotencyKey> key);

  // A job that this process has just committed, leased to itself.
  struct Taken {
    Document document;
    Instant leased_until{};      // the lease under which this process has it
    std::shared_ptr<void> room;  // of room_for()
  };
  // Room for a draft of so many bytes, waited for while others are being stored: who sends faster than that is slowed
  // down. nullptr: there was none in time, and the job is left to carry_out_due(): commit it without a lease.
  Task<std::shared_ptr<void>> room_for(std::size_t bytes) { return room_.take(bytes); }
  std::size_t waiting_for_room() const { return room_.waiting(); }
  // The right to be one of the few that are storing. nullptr: there was none in time.
  Task<std::shared_ptr<void>> turn() { return turns_.take(0); }
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
  // What has become of a document: of the events that are not among the problems.
  struct Outcome {
    std::vector<CaptureProblem> problems;
    std::size_t captured = 0;
  };
  Task<bool> carry_out(Taken job);
  Task<bool> store_events(const Document& job);
  Task<bool> carry_out_lost(CaptureId id);
  epcis::Appending make_whole(const Document& document);
  // `whole`: of all its events. `look`: which of them are there already; else DuplicateKey may say that one is.
  Outcome write(db::Tx& tx, const Document& document, const epcis::Appending& whole, bool look);
  Task<> give_up(CaptureId id);
  Task<> put_off(CaptureId id, Instant leased_until);
  bool is_waiting() const;

  db::Database& database_;
  events::Sequencer& sequencer_;
  Random& random_;
  Workers& workers_;
  Room room_, turns_;
  mutable std::mutex mutex_;
  std::deque<Taken> taken_;
  std::vector<std::pair<CaptureId, Instant>> kept_;  // leases that could not be given back yet; of the loop
  std::vector<Loop*> loops_;
};

}  // namespace shanhai::traceability
