// Roll-ups and overviews of a state: the same answer again, and whom an agency sees.
#include <atomic>
#include <thread>

#include "services/measurement/entered.hpp"
#include "tests/integration/measurement/units_world.hpp"

namespace shanhai::measurement {
namespace {

using ShareStates = UnitWorld;

RollupQuery rollup_of(std::optional<std::string> as_of = {}) {
  RollupQuery out;
  out.year = 2026;
  if (as_of) out.as_of = Text<10, 160>(*as_of);
  return out;
}
OverviewQuery overview_of(std::optional<std::string> as_of = {}) {
  OverviewQuery out;
  out.year = 2026;
  out.half = 2;
  if (as_of) out.as_of = Text<10, 160>(*as_of);
  return out;
}

TEST_F(ShareStates, AnAnswerComesAgainWhateverBecameOfTheDeclarations) {
  const auto top = organisation(), one = organisation(top), sharing = organisation(top), heir = organisation(top);
  const auto contractor = organisation({}, "440605", OrganisationKind::enterprise);
  auto shared = own_canteen(1000);
  shared.canteen = CanteenCase::shared;
  shared.sharing_units = std::vector{sharing.id};
  const auto first = confirmed(as(one), shared, as(top));
  const auto waiting = declare(as(heir), own_canteen(4000));
  buys(one, 100);
  buys(sharing, 20);
  buys(contractor, 3000);
  const auto rollup = must(reports.rollup(as(top), rollup_of()));
  const auto overview = must(reports.overview(platform_operator(), overview_of()));
  EXPECT_EQ(rollup.total.reserved, Money(300));
  EXPECT_EQ(rollup.total.bought, Money(120));
  EXPECT_EQ(rollup.total.missing, 1) << "the top";
  // Everything changes, at the same instant.
  const auto back = decide(as(top), first, DeclarationAction::send_back);
  auto outsourced = own_canteen(2000);
  outsourced.canteen = CanteenCase::outsourced;
  outsourced.contractor = contractor.id;
  const auto corrected = must(declarations.correct(by(as(one)), first.declaration_id, outsourced, back.version));
  decide(as(top), corrected, DeclarationAction::confirm);
  decide(as(heir), waiting, DeclarationAction::withdraw);
  auto merged = exempt(CanteenCase::merged);
  merged.successor = one.id;
  confirmed(as(sharing), merged, as(top));
  const auto now = must(reports.rollup(as(top), rollup_of()));
  EXPECT_EQ(now.total.reserved, Money(600));
  EXPECT_EQ(now.total.bought, Money(3120)) << "the contractor's and the predecessor's";
  EXPECT_EQ(now.total.missing, 2);
  EXPECT_EQ(json::print(must(reports.rollup(as(top), rollup_of(rollup.as_of)))), json::print(rollup));
  EXPECT_EQ(json::print(must(reports.overview(platform_operator(), overview_of(overview.as_of)))),
            json::print(overview));
  go_to("2026-11-25");
  const auto yesterday = must(reports.rollup(as(top), rollup_of("2026-11-24")));
  EXPECT_EQ(json::print(yesterday.rows), json::print(now.rows)) << "a day holds what was entered by its end";
  EXPECT_EQ(refused(reports.rollup(as(top), rollup_of("2026-11-22"))), "unit_not_found") << "nothing was known";
}

TEST_F(ShareStates, AStateOfDeclarationsThatNeverWasIsRefused) {
  const auto top = organisation();
  const auto before = must(reports.rollup(as(top), rollup_of())).as_of;
  declare(as(top), own_canteen(1000));
  go_to("2026-11-25");
  const auto after = must(reports.rollup(as(top), rollup_of())).as_of;
  // The declarations of the first with the instant of the second.
  const auto forged = before.substr(0, before.rfind('.')) + after.substr(after.rfind('.'));
  EXPECT_EQ(refused(reports.rollup(as(top), rollup_of(forged))), "query/as_of invalid_as_of");
}

// Else an answer could name a number and not have seen one below it.
TEST_F(ShareStates, NumbersAreSeenInTheirOrderAlsoWhenManyEnterAtOnce) {
  constexpr int kWriters = 3, kEach = 10;
  std::atomic<int> running = kWriters;
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      const auto once = [](db::Tx& tx) -> Result<std::int64_t> { return enter(tx); };
      for (int k = 0; k < kEach; ++k) EXPECT_GT(service_db.transaction(once).value(), k);
      --running;
    });
  }
  auto connection = service_db.schema.connect();
  while (running > 0) {
    const auto seen = connection.query("SELECT COUNT(*) - 1 AS numbers, MAX(revision) AS newest FROM entered_revision");
    EXPECT_EQ(seen.front().get<std::int64_t>("numbers"), seen.front().get<std::int64_t>("newest"));
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(column("SELECT MAX(revision) AS text FROM entered_revision"), std::vector<std::string>{"30"});
}

TEST_F(ShareStates, AMoveThatWasToldLateChangesNoEarlierAnswer) {
  const auto top = organisation(), other = organisation();
  auto unit = organisation(top);
  confirmed(as(unit), own_canteen(1000), as(top));
  go_to("2026-12-01");
  buys(unit, 60);
  const auto happened = service_db.clock.now();
  go_to("2026-12-04");
  buys(unit, 7);
  const auto rollup = must(reports.rollup(as(top), rollup_of()));
  ReportQuery query;
  query.measure = Measure::paid;
  query.period = "2026";
  query.unit = top.id;
  query.group_by = Text<0, 200>("unit");
  const auto report = must(purchases.report(platform_operator(), query));
  EXPECT_EQ(report.total.net, Money(67));
  move(unit, other, happened);  // from 2 December on
  EXPECT_EQ(must(reports.rollup(as(top), rollup_of())).total.units, 1) << "it stands elsewhere";
  EXPECT_EQ(must(purchases.report(platform_operator(), query)).total.net, Money(60));
  EXPECT_EQ(json::print(must(reports.rollup(as(top), rollup_of(rollup.as_of)))), json::print(rollup));
  query.as_of = Text<10, 160>(report.as_of);
  EXPECT_EQ(json::print(must(purchases.report(platform_operator(), query))), json::print(report));
}

TEST_F(ShareStates, AnAgencySeesTheUnitsOfItsRegionOnly) {
  const auto province = organisation({}, "440600");
  const auto elsewhere = organisation(province, "440106"), inside = organisation(elsewhere, "440605"),
             direct = organisation(province, "440605");
  confirmed(as(inside), own_canteen(1000), as(elsewhere));
  confirmed(as(elsewhere), own_canteen(9000), as(province));
  confirmed(as(direct), own_canteen(2000), as(province));
  auto query = rollup_of();
  query.unit = province.id;
  const auto found = must(reports.rollup(agency_of("440600"), query));
  EXPECT_EQ(found.total.units, 3);
  EXPECT_EQ(found.total.reserved, Money(900));
  ASSERT_EQ(found.rows.size(), 3u);
  for (const auto& row : found.rows) {
    EXPECT_NE(row.unit_id, elsewhere.id);
    EXPECT_NE(row.name, elsewhere.name);
    if (row.unit_id == inside.id) {
      EXPECT_EQ(row.reserved, Money(300));
    }
  }
  EXPECT_EQ(must(reports.rollup(platform_operator(), query)).total.units, 4);
}

TEST_F(ShareStates, TheOverviewCountsWhatWasFiledElsewhereAndWhereAUnitStandsNow) {
  const auto foshan = organisation({}, "440605"), sharing = organisation({}, "440106");
  auto moved = organisation({}, "440605");
  auto shared = own_canteen(1000);
  shared.canteen = CanteenCase::shared;
  shared.sharing_units = std::vector{sharing.id};
  confirmed(as(foshan), shared, agency_of("440600"));
  confirmed(as(moved), own_canteen(2000), agency_of("440600"));
  moved.region = "440106";
  ++moved.version;
  tell(moved);
  go_to("2026-11-25");
  const auto guangzhou = must(reports.overview(agency_of("440100"), overview_of()));
  EXPECT_EQ(guangzhou.total.units, 2);
  EXPECT_EQ(guangzhou.total.declared, 2) << "one of them by a unit of another region";
  EXPECT_EQ(guangzhou.total.missing, 0);
  EXPECT_EQ(guangzhou.total.reserved, Money(600)) << "of the one that moved here; the canteen is filed elsewhere";
  const auto there = must(reports.overview(agency_of("440600"), overview_of()));
  EXPECT_EQ(there.total.units, 1);
  EXPECT_EQ(there.total.reserved, Money(300));
  const auto both = must(reports.overview(platform_operator(), overview_of()));
  EXPECT_EQ(both.total.reserved, Money(900));
  EXPECT_EQ(both.total.units, 3);
}

TEST_F(ShareStates, WhatAnExemptUnitBoughtIsTowardsNothing) {
  const auto top = organisation(), unit = organisation(top), free = organisation(top);
  confirmed(as(unit), own_canteen(1000), as(top));
  confirmed(as(free), exempt(CanteenCase::none), as(top));
  buys(unit, 30);
  buys(free, 500);
  const auto rollup = must(reports.rollup(as(top), rollup_of()));
  EXPECT_EQ(rollup.total.bought, Money(30));
  EXPECT_EQ(rollup.total.completion_ppm, 100'000);
  EXPECT_EQ(must(reports.overview(platform_operator(), overview_of())).total.bought, Money(30));
}

}  // namespace
}  // namespace shanhai::measurement
