// Budget units declare their reserved share; the superior reviews. Each step is one transaction: the row, the step, the
// event, and the notice to whoever waits for it.
#pragma once

#include "common/db/idempotency.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/reserved_share/progress.hpp"
#include "services/measurement/reserved_share/views.hpp"

namespace shanhai::measurement {

class Declarations {
 public:
  Declarations(Context& context, SharePolicy policy) : context_(context), policy_(policy) {}

  // forbidden not_an_administrator, not_a_budget_unit; invalid: the wrong fields; unprocessable no_ratio,
  // ratio_below_least; conflict already_declared {unit_id}.
  Task<Result<db::Replayable<DeclarationView>>> submit(Command command, DeclarationBody body, db::IdempotencyKey key);
  // Again, once it was sent back or before anybody looked, by who filed it. Also declaration_not_found,
  // precondition_failed, declaration_state; forbidden not_the_filing_unit.
  Task<Result<DeclarationView>> correct(Command command, DeclarationId id, DeclarationBody body, std::int64_t version);
  // confirm, send_back: the reviewer; withdraw: who filed it; object: a unit that it names besides. forbidden
  // not_the_reviewer, not_the_filing_unit, not_a_sharing_unit, not_an_administrator; conflict declaration_state,
  // already_objected, unit_still_active.
  Task<Result<DeclarationView>> decide(Command command, DeclarationId id, DeclarationAction action, std::string reason,
                                       std::int64_t version);
  Task<Result<DeclarationView>> get(auth::Principal caller, DeclarationId id);
  Task<Result<DeclarationPage>> list(auth::Principal caller, DeclarationQuery query);

  Task<Result<RatioList>> ratios();
  Task<Result<RatioList>> set_ratio(Command command, RatioBody body, std::int64_t version);
  Task<Result<DeadlineList>> deadlines();
  Task<Result<DeadlineList>> set_deadline(Command command, DeadlineBody body, std::int64_t version);

 private:
  Context& context_;
  const SharePolicy policy_;
};

}  // namespace shanhai::measurement
