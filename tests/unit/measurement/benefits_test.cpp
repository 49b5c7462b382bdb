#include "services/measurement/benefits/domain.hpp"

#include <gtest/gtest.h>

namespace shanhai::measurement {
namespace {

const Date kToday = parse_date("2026-11-23").value();

TEST(Benefit, IsOfAMonthQuarterOrYearThatHasBegun) {
  EXPECT_TRUE(benefit_period("2026-11", kToday));
  EXPECT_TRUE(benefit_period("2026Q4", kToday));
  EXPECT_TRUE(benefit_period("2026", kToday));
  EXPECT_FALSE(benefit_period("2026-12", kToday));
  EXPECT_FALSE(benefit_period("2027", kToday));
  EXPECT_FALSE(benefit_period("2026-11-01", kToday));
  EXPECT_FALSE(benefit_period("去年", kToday));
}

TEST(Benefit, MovesOnlyAsItMay) {
  EXPECT_EQ(move_benefit(BenefitState::submitted, BenefitAction::confirm).value(), BenefitState::confirmed);
  EXPECT_EQ(move_benefit(BenefitState::confirmed, BenefitAction::withdraw).value(), BenefitState::withdrawn);
  EXPECT_EQ(move_benefit(BenefitState::refused, BenefitAction::confirm).error().code, "benefit_state");
  EXPECT_EQ(move_benefit(BenefitState::confirmed, BenefitAction::refuse).error().code, "benefit_state");
}

TEST(Benefit, AnAgencyOfBuyersSeesNoCounty) {
  EXPECT_TRUE(benefit_counties("*").everything);
  EXPECT_TRUE(benefit_counties("440000").everything);
  EXPECT_EQ(benefit_counties("440600").codes, std::vector<std::string>{"000000"});
  EXPECT_EQ(benefit_counties("513431").codes, std::vector<std::string>{"513431"});
}

}  // namespace
}  // namespace shanhai::measurement
