// Report objects: a question with the state of the books that answers it, under an address that stays.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/http/message.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/purchases/policy.hpp"
#include "services/measurement/reports/rendering.hpp"
#include "services/measurement/reports/views.hpp"

namespace shanhai::measurement {

class Reports {
 public:
  Reports(Context& context, const Policy& policy, Workers& workers)
      : context_(context), policy_(policy), workers_(workers) {}

  // forbidden; invalid: names the parameter below /question as query/<parameter>.
  Task<Result<db::Replayable<ReportObject>>> make(Command command, db::IdempotencyKey key, ReportBody body);
  // Of the caller's organisation.
  Task<Result<ReportObjectPage>> list(auth::Principal caller, http::PageQuery query);
  // The same figures each time. not_found: report, also where the caller does not see all that it tells.
  Task<Result<ReportObjectView>> find(auth::Principal caller, ReportId id);
  // Of any format but json.
  Task<Result<ReportFile>> find_as(auth::Principal caller, ReportId id, ReportFormat format, http::Language language);
  // A report that is no object, as a file.
  Task<Result<ReportFile>> render_once(auth::Principal caller, ReportQuery query, ReportFormat format,
                                       http::Language language);

 private:
  struct Told {
    ReportObjectView view;
    wording::Names names;
  };
  Result<ReportObject> make_in(db::Tx& tx, const Command& command, const ReportBody& body, const Report& report);
  Result<Told> read(db::Tx& tx, const auth::Principal& caller, ReportId id);
  // In one snapshot, then the audit row.
  Task<Result<Told>> told(auth::Principal caller, ReportId id);
  Task<ReportFile> rendered(std::shared_ptr<const Told> told, ReportFormat format, http::Language language);

  Context& context_;
  const Policy& policy_;
  Workers& workers_;
};

// Whose figures the caller sees: "*", or its division.
std::string region_of(const auth::Principal& caller);
// Whether the caller sees all that somebody of the region does.
bool sees_region(const auth::Principal& caller, std::string_view region);
inline wording::Language words_in(http::Language language) {
  return language == http::Language::en ? wording::Language::en : wording::Language::zh;
}

}  // namespace shanhai::measurement
