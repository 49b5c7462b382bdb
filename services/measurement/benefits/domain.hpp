// What households were given (带贫): kinds, states, what may be recorded, and whose figures are told. Pure.
#pragma once

#include <map>
#include <set>

#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement {

SHANHAI_ID(BenefitBatchId, "bnf");

enum class BenefitMethod {
  wage,       // 务工
  produce,    // 收购
  dividend,   // 分红
  land_rent,  // 土地流转
  other,
};
enum class BenefitState { submitted, confirmed, refused, withdrawn };
enum class BenefitAction { confirm, refuse, withdraw };
// conflict benefit_state.
Result<BenefitState> move_benefit(BenefitState state, BenefitAction action);

inline constexpr std::size_t kBenefitsMax = 2000;  // of one batch

// What makes two records the same benefit.
struct BenefitKey {
  std::string household;
  BenefitMethod method = BenefitMethod::wage;
  IdBytes product{};
  Date from{}, to{};
  auto operator<=>(const BenefitKey&) const = default;
};

// Whether something of the key's kind is known for any of its days: a month's wage is not recorded again as part of its
// year's.
bool is_known(const std::set<BenefitKey>& known, const BenefitKey& key);

// The period of a benefit: a month, quarter or year that has begun. nullopt: none.
std::optional<Period> benefit_period(std::string_view text, Date today);

// Whose counties an agency may ask about: its own goods', a province or "*" all. An agency of buyers none.
DivisionSet benefit_counties(std::string_view region);

}  // namespace shanhai::measurement
