// Freezing: an agency with authority declares a period's figures final. They are digested and signed; what comes later
// is booked under later days and told apart.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/freezing/followed.hpp"
#include "services/measurement/freezing/jobs.hpp"
#include "services/measurement/freezing/views.hpp"

namespace shanhai::measurement {

struct FreezePolicy {
  int days_after = 1;  // that must have passed since the period's last day
  // How long a request waits: for streams to be read, and for figures to be summed. Both fit into its deadline.
  std::chrono::milliseconds for_streams{3000}, for_figures{8000};
};

class Freezes {
 public:
  Freezes(Context& context, FreezePolicy freeze_policy, FreezeJobs& jobs)
      : context_(context), freeze_policy_(freeze_policy), jobs_(jobs) {}

  // What a period's cut must have read; before anything is served.
  void follow(std::vector<FollowedStream> streams) { streams_ = std::move(streams); }

  // The cut is chosen where all streams are read as far as they went when it was asked for; then the figures are summed
  // as of it while everything goes on, and signed. Whoever asks for a period that was cut and not signed goes on from
  // there, and whoever cut it and asks again for the same reason is given what was signed since. forbidden:
  // freeze_without_authority; invalid: /period, also where its figures cannot be summed; conflict: period_not_over,
  // period_already_frozen, period_not_counted, measurement_behind; freeze_in_progress: it is cut, and signed in a
  // while.
  Task<Result<db::Replayable<FreezeView>>> freeze(Command command, db::IdempotencyKey key, FreezeBody body);
  Task<Result<FreezeList>> list(auth::Principal caller);
  Task<Result<FreezeView>> find(auth::Principal caller, std::string period);  // not_found: freeze
  Task<Result<FreezeAdjustments>> adjustments(auth::Principal caller, std::string period);
  // The canonical text as it was signed. forbidden: the caller sees a part of the figures only; unavailable
  // figures_being_made: the file is not on this disk, and made again in a while.
  struct FiguresFile {
    std::shared_ptr<const http::OpenFile> file;
    std::string digest;  // hexadecimal
  };
  Task<Result<FiguresFile>> figures(auth::Principal caller, std::string period);

  // The first of freeze()'s three steps: nothing is booked while the cut is chosen, and nothing is summed. The cut that
  // is there already, where nobody has signed it or it is the caller's own.
  Task<Result<store::FrozenPeriod>> cut(Command command, FreezeBody body);

 private:
  Result<store::FrozenPeriod> cut_in(db::Tx& tx, const Command& command, const FreezeBody& body);
  Task<Result<void>> wait_for_streams(std::string period);
  Result<FreezeView> view_in(db::Tx& tx, const std::string& period) const;

  Context& context_;
  const FreezePolicy freeze_policy_;
  FreezeJobs& jobs_;
  std::vector<FollowedStream> streams_;
};

// Whether the caller's region is that of both provinces, or one of them.
bool sees_everything(const auth::Principal& caller);

}  // namespace shanhai::measurement
