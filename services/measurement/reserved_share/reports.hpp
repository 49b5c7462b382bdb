// Roll-ups over the tree of units and the half-yearly overview.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/reserved_share/progress.hpp"
#include "services/measurement/reserved_share/views.hpp"

namespace shanhai::measurement {

class ShareReports {
 public:
  ShareReports(Context& context, SharePolicy policy) : context_(context), policy_(policy) {}

  // unit_not_found; invalid query/unit, query/as_of.
  Task<Result<Rollup>> rollup(auth::Principal caller, RollupQuery query);
  Task<Result<Overview>> overview(auth::Principal caller, OverviewQuery query);

 private:
  Context& context_;
  const SharePolicy policy_;
};

}  // namespace shanhai::measurement
