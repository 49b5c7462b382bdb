#include <gtest/gtest.h>

#include "seed/pairings.hpp"
#include "services/measurement/pairings/domain.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement {
namespace {

Date day(const char* text) { return parse_date(text).value(); }

TEST(Period, ReadsYearsQuartersMonthsAndDays) {
  const struct {
    const char *text, *from, *to;
  } cases[] = {{"2026", "2026-01-01", "2026-12-31"},    {"2026Q1", "2026-01-01", "2026-03-31"},
               {"2026Q4", "2026-10-01", "2026-12-31"},  {"2024-02", "2024-02-01", "2024-02-29"},
               {"2026-11", "2026-11-01", "2026-11-30"}, {"2026-11-23", "2026-11-23", "2026-11-23"}};
  for (const auto& c : cases) {
    const auto period = parse_period(c.text);
    ASSERT_TRUE(period) << c.text;
    EXPECT_EQ(to_string(period->from), c.from) << c.text;
    EXPECT_EQ(to_string(period->to), c.to) << c.text;
  }
}

TEST(Period, RefusesWhatIsNoPeriod) {
  for (const auto* text :
       {"", "26", "2026Q5", "2026Q0", "2026-13", "2026-00", "2026-1", "2026-02-30", "2026/11", "1999", "2026-11-23T"}) {
    const auto period = parse_period(text);
    ASSERT_TRUE(period.has_error()) << text;
    EXPECT_EQ(period.error().fields.front().pointer, "query/period");
  }
}

TEST(GroupBy, RefusesUnknownAndRepeatedDimensions) {
  EXPECT_EQ(parse_group_by("pairing,month")->size(), 2u);
  EXPECT_TRUE(parse_group_by("")->empty());
  EXPECT_EQ(parse_group_by("month,colour").error().fields.front().code, "unknown_value");
  EXPECT_EQ(parse_group_by("month,month").error().fields.front().code, "repeated");
}

TEST(Visibility, AnAgencySeesItsOwnSide) {
  const auto foshan = visibility_of("440600").value();
  EXPECT_FALSE(foshan.buyers.everything);
  EXPECT_TRUE(foshan.origins.everything);
  EXPECT_EQ(foshan.buyers.codes.size(), 6u);  // the city and its five districts
  const auto liangshan = visibility_of("513400").value();
  EXPECT_TRUE(liangshan.buyers.everything);
  EXPECT_FALSE(liangshan.origins.everything);
  EXPECT_TRUE(visibility_of("440000")->origins.everything);
  EXPECT_TRUE(visibility_of("*")->buyers.everything);
  EXPECT_EQ(visibility_of("110000").error().kind, ErrorKind::forbidden);
  EXPECT_EQ(visibility_of("").error().kind, ErrorKind::forbidden);
}

TEST(DivisionSet, IntersectsAndNeverBecomesEmpty) {
  const auto foshan = DivisionSet::within("440600");
  EXPECT_EQ(DivisionSet::all().intersect(foshan).codes, foshan.codes);
  EXPECT_EQ(DivisionSet::within("440605").intersect(foshan).codes, std::vector<std::string>{"440605"});
  EXPECT_EQ(DivisionSet::within("440300").intersect(foshan).codes, std::vector<std::string>{"000000"});
}

TEST(Pairing, MostSpecificWinsAndCountsOnce) {
  const PairingTable table(parse_pairings_csv(seed::kPairings));
  const struct {
    const char *buyer, *county, *day, *name;
  } cases[] = {{"440605", "513436", "2018-05-01", "440600-513436"},  // a district of Foshan with Meigu
               {"440606", "513430", "2018-05-01", "440606-513430"},  // Shunde with Jinyang rather than Foshan
               {"440606", "513430", "2017-05-31", "440600-513430"},  // before Shunde's began
               {"440605", "513430", "2018-05-01", "440600-513430"},
               {"440605", "513436", "2022-01-01", "none"},  // over
               {"440104", "513436", "2018-05-01", "none"},  // Guangzhou
               {"442000", "513331", "2018-05-01", "442000-513331:inferred"},
               {"440605", "513333", "2018-05-01", "partner_not_recorded"},  // Seda: no partner is documented
               {"440605", "513401", "2018-05-01", "none"}};                 // Xichang is no supported county
  for (const auto& c : cases)
    EXPECT_EQ(table.name_of(c.buyer, c.county, day(c.day)), c.name) << c.buyer << ' ' << c.county << ' ' << c.day;
}

TEST(Pairing, AnExtensionMovesOnlyTheNewestRowOfAPair) {
  std::vector<Pairing> pairings = {
      {"440600", "513436", day("2014-01-01"), day("2015-12-31"), "year", "documented", "", 1},
      {"440600", "513436", day("2016-01-01"), day("2021-12-31"), "year", "documented", "", 1}};
  extend_newest(pairings, day("2027-12-31"));
  EXPECT_EQ(to_string(pairings[0].valid_to), "2015-12-31");
  EXPECT_EQ(to_string(pairings[1].valid_to), "2027-12-31");
  extend_newest(pairings, day("2020-01-01"));
  EXPECT_EQ(to_string(pairings[1].valid_to), "2027-12-31");
}

TEST(Pairing, NamesTheWrongFieldOfAnEntry) {
  const auto wrong = check_pairing({"510000", "440600", day("2026-02-01"), day("2026-01-01"), "日", "entered", "", 1});
  ASSERT_TRUE(wrong.has_error());
  ASSERT_EQ(wrong.error().fields.size(), 4u);
  EXPECT_EQ(wrong.error().fields[0].pointer, "/buyer_division");
  EXPECT_EQ(wrong.error().fields[1].pointer, "/origin_division");
  EXPECT_EQ(wrong.error().fields[2].pointer, "/date_precision");
  EXPECT_EQ(wrong.error().fields[3].pointer, "/valid_to");
}

}  // namespace
}  // namespace shanhai::measurement
