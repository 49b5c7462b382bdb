// Capture jobs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/traceability/capture/api.hpp"

namespace shanhai::traceability::store {

struct NewCapture {
  CaptureId id;
  OrganisationId organisation;
  std::string actor;
  CaptureErrorBehaviour behaviour = CaptureErrorBehaviour::rollback;
  std::string document;
  Instant leased_until{};
};
struct LeasedCapture {
  CaptureId id;
  OrganisationId organisation;
  std::string actor;
  CaptureErrorBehaviour behaviour = CaptureErrorBehaviour::rollback;
  std::string document;
  Instant leased_until{};
  std::int64_t attempts = 0;  // with this one
};

void insert_capture(db::Tx& tx, const NewCapture& row);
// Of a document whose events are stored in the same transaction: its text is kept nowhere.
struct FinishedCapture {
  CaptureId id;
  OrganisationId organisation;
  std::string actor;
  CaptureErrorBehaviour behaviour = CaptureErrorBehaviour::rollback;
  std::size_t captured = 0;
  std::vector<CaptureProblem> errors;
};
void insert_finished_capture(db::Tx& tx, const FinishedCapture& row);
std::optional<CaptureJobView> find_capture(db::Tx& tx, CaptureId id, OrganisationId organisation);
// Newest first, those before `before`.
std::vector<CaptureJobView> list_captures(db::Tx& tx, OrganisationId organisation, CaptureId before,
                                          std::int64_t limit);

// Jobs whose process is believed to be lost.
std::vector<CaptureId> list_due_captures(db::Tx& tx, std::int64_t limit);
// nullopt: finished, or leased by somebody else.
std::optional<LeasedCapture> lease_capture(db::Tx& tx, CaptureId id, Instant until);
// False: it is finished. True: until the end of the transaction nobody else finishes it.
bool lock_capture(db::Tx& tx, CaptureId id);
// Ends the lease at `until` and takes its attempt back, unless somebody else has it by now.
void put_off_capture(db::Tx& tx, CaptureId id, Instant leased_until, Instant until);
// Ends a job of which nothing was stored; its document is kept.
void give_up_capture(db::Tx& tx, CaptureId id, const std::vector<CaptureProblem>& errors);
// Empties the document.
void finish_capture(db::Tx& tx, CaptureId id, std::size_t captured, const std::vector<CaptureProblem>& errors);

}  // namespace shanhai::traceability::store
