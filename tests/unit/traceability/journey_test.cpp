#include "services/traceability/trace/journey.hpp"

#include <gtest/gtest.h>

namespace shanhai::traceability {
namespace {

using http::Language;

Instant at(const char* text) { return parse_rfc3339(text).value(); }
const Instant kDay = at("2026-11-22T16:00:00Z");  // midnight in China

JourneyPart part(std::size_t depth, Step step, std::int64_t quantity, Instant when = kDay,
                 const char* division = "513431", Unit unit = Unit::g) {
  return {LotId(), depth, unit, step, division, when, when, quantity};
}

std::vector<Step> steps_of(const std::vector<JourneyStep>& journey) {
  std::vector<Step> out;
  for (const auto& step : journey) out.push_back(step.step);
  return out;
}

TEST(Journey, IsToldFromTheBeginning) {
  // All on one day: the chain gives the order, not the order in which rows come.
  const auto journey =
      tell_journey({part(0, Step::sale, 10), part(0, Step::pack, 80, kDay, "513431", Unit::pcs),
                    part(2, Step::harvest, 60000), part(1, Step::process, 45000), part(0, Step::test, 80)},
                   3, Language::zh);
  EXPECT_EQ(steps_of(journey), (std::vector{Step::harvest, Step::process, Step::pack, Step::test, Step::sale}));
  EXPECT_EQ(journey[0].description, "3 户农户交货");
  EXPECT_EQ(journey[0].place_name, "四川省凉山彝族自治州昭觉县");
  EXPECT_EQ(journey[0].quantity, 60000);
  EXPECT_EQ(journey[2].unit, Unit::pcs);
  EXPECT_FALSE(journey[4].quantity) << "how much a cooperative sells is its own affair";
}

TEST(Journey, TellsOfAncestorsOnlyWhatMadeTheLot) {
  const auto journey =
      tell_journey({part(1, Step::process, 1), part(1, Step::sale, 1), part(1, Step::ship, 1), part(1, Step::recall, 1),
                    part(1, Step::test, 1), part(0, Step::reserve, 1), part(0, Step::recall, 1)},
                   1, Language::en);
  EXPECT_EQ(steps_of(journey), (std::vector{Step::process, Step::test, Step::recall}));
}

TEST(Journey, OneHarvestOfSeveralDaysAndLots) {
  const auto journey =
      tell_journey({part(2, Step::harvest, 100, kDay), part(2, Step::harvest, 50, kDay + std::chrono::days(2)),
                    part(2, Step::harvest, 7, kDay, "513436")},
                   5, Language::en);
  ASSERT_EQ(journey.size(), 2u);
  EXPECT_EQ(journey[0].quantity, 150);
  EXPECT_EQ(journey[0].until, kDay + std::chrono::days(2));
  EXPECT_FALSE(journey[1].until);
  EXPECT_EQ(journey[0].description, "Delivered by households") << "five households stand behind both, not behind each";
}

TEST(Journey, ShipmentsTellNothingOfASingleOrder) {
  std::vector<JourneyPart> parts;
  for (const auto* district : {"440604", "440605", "440305", "440106", "441900", "442000", "440402"}) {
    parts.push_back(part(0, Step::ship, 2, kDay + std::chrono::hours(parts.size()), district));
  }
  const auto journey = tell_journey(parts, 1, Language::zh);
  ASSERT_EQ(journey.size(), 1u);
  EXPECT_EQ(journey[0].place_name, "广州市、深圳市、珠海市、佛山市、东莞市等地");
  EXPECT_FALSE(journey[0].quantity);
  EXPECT_EQ(journey[0].until, kDay + std::chrono::hours(6));
  EXPECT_EQ(tell_journey({part(0, Step::ship, 1, kDay, "440604")}, 1, Language::en)[0].place_name, "佛山市");
}

}  // namespace
}  // namespace shanhai::traceability
