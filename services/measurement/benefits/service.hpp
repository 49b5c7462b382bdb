// Benefits: recorded in batches with a proof by suppliers, confirmed by their county, summed for agencies.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/files/archive.hpp"
#include "common/http/message.hpp"
#include "services/measurement/benefits/store.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/purchases/policy.hpp"
#include "services/measurement/reports/wording.hpp"
#include "services/traceability/api.hpp"

namespace shanhai::measurement {

struct ProofContent {
  files::KeptFile file;
  std::string bytes;
};

struct NamedBenefitReport {
  BenefitReport report;
  wording::Names names;  // of its suppliers and products
};

class Benefits {
 public:
  Benefits(Context& context, files::FileArchive& archive, Policy policy)
      : context_(context), archive_(archive), policy_(policy) {}
  void connect(std::shared_ptr<traceability::Api> traceability) { traceability_ = std::move(traceability); }

  // All records are taken, or none. invalid: at each wrong place, in items (/items/n/...) or sheet (see sheet.hpp).
  // unprocessable benefits_refused: household_not_found (also another supplier's), product_not_found, repeated,
  // already_recorded; file_refused. forbidden administrator_required.
  Task<Result<db::Replayable<BenefitReceipt>>> submit(Command command, BenefitBatchBody body, db::IdempotencyKey key);
  // confirm and refuse by the county, withdraw by the supplier. benefit_batch_not_found; conflict benefit_state.
  Task<Result<BenefitBatchView>> move(Command command, BenefitBatchId id, BenefitAction action, std::string reason);
  Task<Result<BenefitBatchView>> get(auth::Principal caller, BenefitBatchId id);
  Task<Result<BenefitBatchPage>> list(auth::Principal caller, http::PageQuery query);
  Task<Result<ProofContent>> proof(auth::Principal caller, BenefitBatchId id);
  // Of confirmed records. invalid query/period, query/group_by, query/county.
  Task<Result<BenefitReport>> report(auth::Principal caller, BenefitQuery query);
  Task<Result<NamedBenefitReport>> named_report(auth::Principal caller, BenefitQuery query);

 private:
  Task<Result<std::vector<BenefitRecord>>> check(const auth::Principal& caller, const BenefitBatchBody& body);

  Context& context_;
  files::FileArchive& archive_;
  const Policy policy_;
  std::shared_ptr<traceability::Api> traceability_;
};

}  // namespace shanhai::measurement
