// Agencies and the operator set targets; whoever may see them reads how far they are met.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/purchases/policy.hpp"
#include "services/measurement/targets/views.hpp"

namespace shanhai::measurement {

// An event: aggregate "target", its key as id.
inline constexpr std::string_view kTargetSet = "measurement.target_set";

struct TargetFacts {
  int year = 0;
  TargetLevel level = TargetLevel::region;
  std::string subject;
  orders::Measure measure = orders::Measure::paid;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(TargetFacts, (), (year, level, subject, measure, amount))

class Targets {
 public:
  Targets(Context& context, Policy policy) : context_(context), policy_(policy) {}

  // `version` as it was read, 0 where there is none. invalid: /subject, /year, /amount; forbidden
  // target_outside_authority; precondition_failed: somebody set one since.
  Task<Result<TargetView>> set(Command command, TargetBody body, std::int64_t version);
  Task<Result<TargetPage>> list(auth::Principal caller, TargetQuery query);
  // unprocessable too_many_targets: more than one answer has rows for.
  Task<Result<Completion>> completion(auth::Principal caller, CompletionQuery query);

 private:
  Context& context_;
  const Policy policy_;
};

}  // namespace shanhai::measurement
