// Benefits as they are shown: batches, and sums of which small cells are not told.
#pragma once

#include "common/auth/principal.hpp"
#include "services/measurement/benefits/store.hpp"

namespace shanhai::measurement {

BenefitBatchView view_benefits(db::Tx& tx, const BenefitBatchRow& batch, bool with_items);
// `rows` holds one more than `size` where there is a next page.
BenefitBatchPage page_of(std::vector<BenefitBatchRow> rows, std::int64_t size);

// What the caller may see of what it asks: an agency its own counties', a county department its county's, a supplier
// its own. invalid query/period, query/county.
Result<BenefitFilter> benefit_filter(const auth::Principal& caller, const BenefitQuery& query);
// invalid query/group_by.
Result<BenefitGrouping> benefit_grouping(const BenefitQuery& query);
// Of a frozen period, or within one, as of the freeze. invalid query/as_of; query/group_by narrow_the_question.
Result<BenefitReport> build_benefit_report(db::Tx& tx, const BenefitQuery& query, BenefitFilter filter,
                                           const BenefitGrouping& grouping, std::int64_t smallest);

}  // namespace shanhai::measurement
