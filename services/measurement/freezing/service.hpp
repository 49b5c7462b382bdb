// Freezing: an agency with authority declares a period's figures final. They are digested and signed; what comes later
// is booked under later days and told apart.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/http/file_answer.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/freezing/figures.hpp"
#include "services/measurement/freezing/store.hpp"
#include "services/measurement/freezing/views.hpp"
#include "services/measurement/purchases/policy.hpp"

namespace shanhai::measurement {

struct FreezePolicy {
  int days_after = 1;  // that must have passed since the period's last day
};

class Freezes {
 public:
  // `origin`: the name of the keys (signing::name_below).
  Freezes(Context& context, const Policy& policy, FreezePolicy freeze_policy, std::string origin)
      : context_(context), policy_(policy), freeze_policy_(freeze_policy), origin_(std::move(origin)) {}

  // The cut is chosen, the figures are summed as of it while everything goes on, then they are signed. Whoever asks for
  // a period that was cut and not signed goes on from there. forbidden: freeze_without_authority; invalid: /period;
  // conflict: period_not_over, period_already_frozen, period_not_counted.
  Task<Result<db::Replayable<FreezeView>>> freeze(Command command, db::IdempotencyKey key, FreezeBody body);
  Task<Result<FreezeList>> list(auth::Principal caller);
  Task<Result<FreezeView>> find(auth::Principal caller, std::string period);  // not_found: freeze
  Task<Result<FreezeAdjustments>> adjustments(auth::Principal caller, std::string period);
  // The canonical text, made anew into a file that nobody else sees. forbidden: the caller sees a part of the figures
  // only.
  struct FiguresFile {
    std::shared_ptr<const http::OpenFile> file;
    std::string digest;  // hexadecimal
  };
  Task<Result<FiguresFile>> figures(auth::Principal caller, std::string period);

  // The first of freeze()'s three steps: nothing is booked while the cut is chosen, and nothing is summed. The cut that
  // is there already, where nobody has signed it.
  Task<Result<store::FrozenPeriod>> cut(Command command, FreezeBody body);

 private:
  Result<store::FrozenPeriod> cut_in(db::Tx& tx, const Command& command, const FreezeBody& body);
  Result<FreezeView> sign_in(db::Tx& tx, const Command& command, const std::string& period,
                             const CanonicalFigures& figures);
  FreezeView view_of(const store::FrozenPeriod& frozen, const std::vector<std::string>& keys) const;

  Context& context_;
  const Policy& policy_;
  const FreezePolicy freeze_policy_;
  const std::string origin_;
};

// Whether the caller's region is that of both provinces, or one of them.
bool sees_everything(const auth::Principal& caller);

}  // namespace shanhai::measurement
