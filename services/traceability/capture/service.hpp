// The capture interface: what is acknowledged is committed, and stored exactly once.
#pragma once

#include "common/auth/principal.hpp"
#include "services/traceability/capture/jobs.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

struct CapturePolicy {
  std::int64_t events_max = 1000;      // of one document
  std::int64_t bytes_max = 4'000'000;  // of one request; the database takes 16 MB a statement
  std::int64_t at_once = 250;          // a document of so many events is stored before it is acknowledged
};

class CaptureService {
 public:
  CaptureService(db::Database& database, events::Sequencer& sequencer, CaptureJobs& jobs, Workers& workers,
                 Random& random, CapturePolicy policy)
      : database_(database), sequencer_(sequencer), jobs_(jobs), workers_(workers), random_(random), policy_(policy) {}

  // The document is committed when this returns; its job tells what becomes of it. `key`: of a request that may be
  // repeated. invalid: each place, where nothing of it would be stored; too_large.
  Task<Result<db::Replayable<CaptureReceipt>>> take(auth::Principal caller, std::optional<db::IdempotencyKey> key,
                                                    std::string document, CaptureErrorBehaviour behaviour);
  // One event, stored when this returns. invalid; conflict event_exists.
  Task<Result<CapturedEvent>> capture(auth::Principal caller, std::string event, std::string trace_id);

  Task<Result<CaptureJobView>> job(auth::Principal caller, CaptureId id);
  Task<Result<CaptureJobPage>> jobs(auth::Principal caller, CaptureJobQuery query);

  const CapturePolicy& policy() const { return policy_; }

 private:
  Result<CapturedEvent> write(db::Tx& tx, const epcis::PreparedEvent& event, const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  CaptureJobs& jobs_;
  Workers& workers_;
  Random& random_;
  const CapturePolicy policy_;
};

}  // namespace shanhai::traceability
