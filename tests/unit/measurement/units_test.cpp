#include <gtest/gtest.h>

#include <random>
#include <set>

#include "services/measurement/targets/domain.hpp"
#include "services/measurement/units/domain.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::measurement {
namespace {

Date day(const char* text) { return parse_date(text).value(); }

OrganisationId unit(std::uint8_t number) {
  IdBytes bytes{};
  bytes[15] = number;
  return OrganisationId(bytes);
}

UnitVersion version(std::uint8_t number, std::int64_t at, std::optional<std::uint8_t> superior, const char* from,
                    const char* status = "active") {
  UnitVersion out;
  out.unit = unit(number);
  out.version = at;
  if (superior) out.superior = unit(*superior);
  out.region = "440605";
  out.kind = "budget_unit";
  out.status = status;
  out.name = "unit " + std::to_string(number) + " v" + std::to_string(at);
  out.valid_from = day(from);
  return out;
}

// 1 above 2 and 3; 4 below 2 until it moves to 3 on 1 July; 5 below 4; 9 apart.
std::vector<UnitVersion> history() {
  return {version(1, 1, {}, "2026-01-05"), version(2, 1, 1, "2026-01-05"), version(3, 1, 1, "2026-01-05"),
          version(4, 1, 2, "2026-01-05"),  version(4, 2, 3, "2026-07-01"), version(5, 1, 4, "2026-02-01"),
          version(9, 1, {}, "2026-01-05"), version(3, 2, 1, "2026-03-01")};
}

TEST(UnitTree, KnowsWhoStoodBelowWhomOnADay) {
  const UnitTree tree(history());
  EXPECT_EQ(tree.below(unit(2), day("2026-06-30")), (std::vector{unit(2), unit(4), unit(5)}));
  EXPECT_EQ(tree.below(unit(2), day("2026-07-01")), (std::vector{unit(2)}));
  EXPECT_EQ(tree.below(unit(3), day("2026-07-01")), (std::vector{unit(3), unit(4), unit(5)}));
  EXPECT_EQ(tree.below(unit(1), day("2026-07-01")).size(), 5u);
  EXPECT_EQ(tree.below(unit(9), day("2026-07-01")), (std::vector{unit(9)}));
}

// Of many at once the same as one by one, but for changes of branch.
TEST(UnitTree, TellsOfManyWhatItTellsOfEach) {
  std::mt19937_64 random(fixture::seed());
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  const Period year{day("2026-01-01"), day("2026-12-31")};
  for (int run = 0; run < 20; ++run) {
    std::vector<UnitVersion> told;
    for (std::uint8_t number = 1; number <= 12; ++number) {
      auto from = day("2025-12-01");
      for (std::int64_t at = 1; at <= std::int64_t(1 + random() % 3); ++at) {
        auto one = version(number, at, {}, "2026-01-05");
        if (number > 1 && random() % 5) one.superior = unit(std::uint8_t(1 + random() % (number - 1)));
        one.valid_from = from;
        told.push_back(one);
        from = add_days(from, int(1 + random() % 150));
      }
    }
    const UnitTree tree(told);
    std::vector<OrganisationId> roots;
    for (std::uint8_t number = 1; number <= 13; ++number) roots.push_back(unit(number));  // one that nobody knows, too
    for (const auto& [root, spans] : tree.below_each(roots, year)) {
      std::set<std::pair<OrganisationId, Date>> is, should;
      const auto add = [](auto& to, const std::vector<UnitSpan>& of) {
        for (const auto& span : of) {
          for (auto on = span.from; on <= span.to; on = add_days(on, 1)) to.emplace(span.unit, on);
        }
      };
      add(is, spans);
      add(should, tree.below(root, year));
      EXPECT_EQ(is, should) << root.str();
    }
  }
}

TEST(UnitTree, AMovedUnitKeepsItsPast) {
  const UnitTree tree(history());
  const Period year{day("2026-01-01"), day("2026-12-31")};
  const UnitSpan own{unit(2), day("2026-01-01"), day("2026-12-31")};
  const UnitSpan moved{unit(4), day("2026-01-01"), day("2026-06-30")};
  const UnitSpan with_it{unit(5), day("2026-01-01"), day("2026-06-30")};
  EXPECT_EQ(tree.below(unit(2), year), (std::vector{own, moved, with_it}));
  // Below the top it stands all the year, in one branch and then in another.
  std::vector<UnitSpan> of_moved;
  for (const auto& span : tree.below(unit(1), year)) {
    if (span.unit == unit(4)) of_moved.push_back(span);
  }
  ASSERT_EQ(of_moved.size(), 2u);
  EXPECT_EQ(tree.branch_of(unit(1), unit(4), of_moved[0].to), unit(2));
  EXPECT_EQ(tree.branch_of(unit(1), unit(4), of_moved[1].to), unit(3));
}

TEST(UnitTree, BeforeItsFirstVersionAUnitIsAsThatOneSays) {
  const UnitTree tree(history());
  ASSERT_NE(tree.on(unit(5), day("2025-01-01")), nullptr);
  EXPECT_EQ(tree.on(unit(5), day("2025-01-01"))->superior, unit(4));
  EXPECT_EQ(tree.on(unit(7), day("2026-01-01")), nullptr);
  EXPECT_EQ(tree.on(unit(3), day("2026-03-01"))->name, "unit 3 v2");
}

TEST(UnitTree, NamesBranchesTopsAndSuperiors) {
  auto with_gone = history();
  with_gone.push_back(version(2, 2, 1, "2026-04-01", "suspended"));
  const UnitTree tree(with_gone);
  EXPECT_EQ(tree.branch_of(unit(1), unit(5), day("2026-06-30")), unit(2));
  EXPECT_EQ(tree.branch_of(unit(1), unit(1), day("2026-06-30")), unit(1));
  EXPECT_EQ(tree.branch_of(unit(9), unit(5), day("2026-06-30")), std::nullopt);
  EXPECT_EQ(tree.top_of(unit(5), day("2026-06-30")), unit(1));
  EXPECT_EQ(tree.top_of(unit(9), day("2026-06-30")), unit(9));
  EXPECT_EQ(tree.active_superior(unit(4), day("2026-03-01")), unit(2));
  EXPECT_EQ(tree.active_superior(unit(4), day("2026-06-01")), unit(1)) << "its superior is suspended";
  EXPECT_EQ(tree.active_superior(unit(1), day("2026-06-01")), std::nullopt);
}

TEST(UnitTree, ALoopEnds) {
  const UnitTree tree({version(1, 1, 2, "2026-01-01"), version(2, 1, 1, "2026-01-01")});
  EXPECT_EQ(tree.below(unit(1), day("2026-02-01")), (std::vector{unit(1), unit(2)}));
  EXPECT_EQ(tree.top_of(unit(1), day("2026-02-01")), unit(1));
  EXPECT_EQ(tree.branch_of(unit(9), unit(1), day("2026-02-01")), std::nullopt);
}

TEST(Figures, TooFewAreNotTold) {
  EXPECT_TRUE(suppress(1, 3).suppressed);
  EXPECT_TRUE(suppress(2, 3).suppressed);
  EXPECT_FALSE(suppress(2, 3).count);
  EXPECT_EQ(suppress(3, 3).count, 3);
  EXPECT_EQ(suppress(0, 3).count, 0) << "nobody is nobody";
}

TEST(Figures, CompletionMayExceedAllAndRanksShare) {
  EXPECT_EQ(ppm_of(3, 2), 1'500'000);
  EXPECT_EQ(ppm_of(-1, 2), -500'000);
  EXPECT_EQ(ppm_of(1, 3), 333'333);
  EXPECT_EQ(ppm_of(9'000'000'000'000'000, 9'000'000'000'000'000), 1'000'000);
  EXPECT_EQ(ranks_of({5, 9, 9, 1}), (std::vector<std::int64_t>{3, 1, 1, 4}));
}

TEST(Figures, AgenciesOverseeTheFinancesOfTheirRegion) {
  EXPECT_TRUE(finance_regions("*").everything);
  EXPECT_TRUE(finance_regions("440000").everything);
  EXPECT_TRUE(finance_regions("510000").everything) << "both provinces supervise jointly";
  const auto foshan = finance_regions("440600");
  EXPECT_NE(std::find(foshan.codes.begin(), foshan.codes.end(), "440605"), foshan.codes.end());
  EXPECT_EQ(finance_regions("513431").codes, (std::vector<std::string>{"000000"}));
}

TEST(Target, ReadsItsSubject) {
  EXPECT_EQ(parse_subject(TargetLevel::region, "440600")->buyer_region, "440600");
  EXPECT_EQ(parse_subject(TargetLevel::region, "513431")->origin_region, "513431");
  const auto pairing = parse_subject(TargetLevel::pairing, "440600-513431");
  ASSERT_TRUE(pairing);
  EXPECT_EQ(pairing->buyer_region, "440600");
  EXPECT_EQ(pairing->origin_region, "513431");
  EXPECT_EQ(parse_subject(TargetLevel::unit, unit(3).str())->unit, unit(3));
  for (const auto* wrong : {"440600", "440600-", "440600-440605", "513431-513431", "440600 513431", "999999-513431"})
    EXPECT_EQ(parse_subject(TargetLevel::pairing, wrong).error().fields.at(0).pointer, "/subject") << wrong;
  EXPECT_TRUE(parse_subject(TargetLevel::region, "999999").has_error());
  EXPECT_TRUE(parse_subject(TargetLevel::unit, "440600").has_error());
}

TEST(Target, IsSetByWhoHasAuthority) {
  const auto district = parse_subject(TargetLevel::region, "440605").value();
  EXPECT_TRUE(has_authority("*", district));
  EXPECT_TRUE(has_authority("440600", district));
  EXPECT_TRUE(has_authority("440000", district));
  EXPECT_FALSE(has_authority("440100", district));
  EXPECT_FALSE(has_authority("510000", district));
  EXPECT_FALSE(has_authority("440605", parse_subject(TargetLevel::region, "440600").value())) << "only below itself";
  const auto pairing = parse_subject(TargetLevel::pairing, "440600-513431").value();
  EXPECT_TRUE(has_authority("440600", pairing));
  EXPECT_FALSE(has_authority("513431", pairing)) << "the buyer's side sets what it is to buy";
}

TEST(Target, IsMetByMonthCumulated) {
  MonthlyNet net{};
  net[0] = 50;
  net[2] = 100;
  const auto months = cumulate(net, 100, 3);
  ASSERT_EQ(months.size(), 3u);
  EXPECT_EQ(months[1].cumulated, 50);
  EXPECT_EQ(months[1].completion_ppm, 500'000);
  EXPECT_EQ(months[2].net, 100);
  EXPECT_EQ(months[2].completion_ppm, 1'500'000);
}

}  // namespace
}  // namespace shanhai::measurement
