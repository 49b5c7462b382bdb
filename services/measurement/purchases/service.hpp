// Reports of purchase volume and the lines behind them. Every read leaves an audit row.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/purchases/policy.hpp"
#include "services/measurement/purchases/sums.hpp"
#include "services/measurement/purchases/views.hpp"

namespace shanhai::measurement {

class Purchases {
 public:
  Purchases(db::Database& database, Random& random, Policy policy)
      : database_(database), random_(random), policy_(policy) {}

  // forbidden; invalid: names the parameter.
  Task<Result<Report>> report(auth::Principal caller, ReportQuery query);
  Task<Result<PurchaseLines>> lines(auth::Principal caller, LinesQuery query);
  const Policy& policy() const { return policy_; }

 private:
  db::Database& database_;
  Random& random_;
  Policy policy_;
};

// The same in a transaction of the caller's, who has checked who asks and leaves the audit row.
Result<Report> make_report(db::Tx& tx, const Policy& policy, const ReportQuery& query, Question question);

}  // namespace shanhai::measurement
