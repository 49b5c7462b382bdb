// Charts of what is no report of purchases: how far targets and reserved shares are met, what households were given.
// Pure.
#pragma once

#include "services/measurement/benefits/api.hpp"
#include "services/measurement/households/service.hpp"
#include "services/measurement/reports/wording.hpp"
#include "services/measurement/reserved_share/views.hpp"
#include "services/measurement/targets/views.hpp"

namespace shanhai::measurement::charts {

// A bar for each target, in percent.
std::string draw_completion(const Completion& completion, wording::Language language);
// 半年通报: a bar for each region that reserves something, in percent.
std::string draw_overview(const Overview& overview, wording::Language language);
// A bar for each row that is told, in yuan; `dimensions` as `group_by` names them.
std::string draw_benefits(const BenefitReport& report, const std::vector<std::string>& dimensions,
                          wording::Language language, const wording::Names& names);
// Households and lots.
std::string draw_households(const HouseholdReport& report, wording::Language language);

}  // namespace shanhai::measurement::charts
