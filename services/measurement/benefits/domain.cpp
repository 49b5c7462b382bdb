#include "services/measurement/benefits/domain.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"

namespace shanhai::measurement {

Result<BenefitState> move_benefit(BenefitState state, BenefitAction action) {
  if (state == BenefitState::submitted) {
    if (action == BenefitAction::confirm) return BenefitState::confirmed;
    return action == BenefitAction::refuse ? BenefitState::refused : BenefitState::withdrawn;
  }
  // What turns out wrong later is withdrawn: it counts no more, and may be recorded anew.
  if (state == BenefitState::confirmed && action == BenefitAction::withdraw) return BenefitState::withdrawn;
  return Error::conflict("benefit_state", "the batch's state does not allow this");
}

bool is_known(const std::set<BenefitKey>& known, const BenefitKey& key) {
  for (auto at = known.lower_bound({key.household, key.method, key.product, {}, {}});
       at != known.end() && at->household == key.household && at->method == key.method && at->product == key.product;
       ++at) {
    if (at->from <= key.to && key.from <= at->to) return true;
  }
  return false;
}

std::optional<Period> benefit_period(std::string_view text, Date today) {
  const auto period = parse_period(text);
  if (period.has_error() || text.size() == 10 || period->from > today) return std::nullopt;
  return *period;
}

DivisionSet benefit_counties(std::string_view region) {
  const auto seen = visibility_of(region);
  if (seen.has_error() || !seen->buyers.everything) return DivisionSet::within("000000");
  return seen->origins;
}

}  // namespace shanhai::measurement
