#include "tests/integration/measurement/units_world.hpp"

namespace shanhai::measurement {
namespace {

using ShareProgressOf = UnitWorld;

TEST_F(ShareProgressOf, CountsCertifiedGoodsThatWerePaid) {
  const auto unit = organisation();
  const auto made = declare(as(unit), own_canteen(1000));
  auto order = buys(unit, 500);
  buys(unit, 70, false);
  refund(order, 0, 50, {Measure::ordered, Measure::paid});
  auto unpaid = facts({"440605", "513431", catalog::Category::agricultural, orders::BuyerKind::budget_unit, {900}});
  unpaid.buyer_organisation = unit.id;
  apply(orders::kOrderPlaced, unpaid);
  const auto progress = *must(declarations.get(as(unit), made.declaration_id)).progress;
  EXPECT_EQ(progress.bought, Money(450));
  EXPECT_EQ(progress.completion_ppm, 1'500'000);
}

TEST_F(ShareProgressOf, ASharedCanteenCountsAllThatShareIt) {
  const auto unit = organisation(), sharing = organisation();
  auto shared = own_canteen(1000);
  shared.canteen = CanteenCase::shared;
  shared.sharing_units = std::vector{sharing.id};
  const auto made = declare(as(unit), shared);
  buys(unit, 100);
  buys(sharing, 30);
  EXPECT_EQ(bought(as(unit), made), Money(130));
}

TEST_F(ShareProgressOf, AContractorsVolumeIsDividedAmongThoseItBuysFor) {
  const auto top = organisation(), one = organisation(top), two = organisation(top),
             contractor = organisation({}, "440605", OrganisationKind::enterprise);
  auto outsourced = own_canteen(3000);
  outsourced.canteen = CanteenCase::outsourced;
  outsourced.contractor = contractor.id;
  const auto first = declare(as(one), outsourced);
  buys(contractor, 400);
  EXPECT_EQ(bought(as(one), first), Money(0)) << "it is not confirmed";
  decide(as(top), first, DeclarationAction::confirm);
  EXPECT_EQ(bought(as(one), first), Money(400));
  outsourced.canteen_total = Money(1000);
  const auto second = declare(as(two), outsourced);
  buys(one, 7);
  EXPECT_EQ(bought(as(one), first), Money(407)) << "naming a contractor takes nothing from whoever is confirmed";
  decide(as(top), second, DeclarationAction::confirm);
  EXPECT_EQ(bought(as(one), first), Money(307));
  EXPECT_EQ(bought(as(two), second), Money(100));
}

TEST_F(ShareProgressOf, APredecessorsVolumeCountsForItsSuccessorOnceConfirmed) {
  const auto top = organisation(), oldest = organisation(top), older = organisation(top), heir = organisation(top);
  const auto made = declare(as(heir), own_canteen(1000));
  auto into_older = exempt(CanteenCase::merged), into_heir = exempt(CanteenCase::abolished);
  into_older.successor = older.id;
  into_heir.successor = heir.id;
  buys(oldest, 1);
  buys(older, 20);
  buys(heir, 300);
  const auto first = declare(as(older), into_heir);
  EXPECT_EQ(bought(as(heir), made), Money(300)) << "it is not confirmed";
  EXPECT_EQ(bought(as(older), first), Money(20));
  decide(as(top), first, DeclarationAction::confirm);
  EXPECT_EQ(bought(as(heir), made), Money(320));
  EXPECT_EQ(bought(as(older), first), Money(0)) << "each fen once";
  confirmed(as(oldest), into_older, as(top));
  EXPECT_EQ(bought(as(heir), made), Money(321)) << "and those before them";
}

using ShareRollup = UnitWorld;

TEST_F(ShareRollup, CountsEachUnitOnceAndSharedCanteensWhereTheyAreFiled) {
  const auto top = organisation(), left = organisation(top), right = organisation(top);
  const auto leaf = organisation(left), sharing = organisation(right), idle = organisation(right);
  auto shared = own_canteen(1000);
  shared.canteen = CanteenCase::shared;
  shared.sharing_units = std::vector{sharing.id};
  confirmed(as(leaf), shared, as(left));
  confirmed(as(right), exempt(CanteenCase::none), as(top));
  declare(as(left), own_canteen(5000));
  buys(leaf, 100);
  buys(sharing, 20);
  RollupQuery query;
  query.year = 2026;
  const auto found = must(reports.rollup(as(top), query));
  EXPECT_EQ(found.total.units, 6);
  EXPECT_EQ(found.total.declared, 4);
  EXPECT_EQ(found.total.confirmed, 3);
  EXPECT_EQ(found.total.exempt, 1);
  EXPECT_EQ(found.total.missing, 2);
  EXPECT_EQ(found.total.reserved, Money(300)) << "what waits for a review is not added up";
  EXPECT_EQ(found.total.bought, Money(120));
  EXPECT_EQ(found.total.completion_ppm, 400'000);
  ASSERT_EQ(found.rows.size(), 3u);
  EXPECT_EQ(found.rows[0].unit_id, top.id) << "its own row is first";
  EXPECT_EQ(found.rows[0].units, 1);
  std::int64_t units = 0, reserved = 0, net = 0;
  for (const auto& row : found.rows) {
    units += row.units;
    reserved += row.reserved.fen();
    net += row.bought.fen();
    if (row.unit_id == right.id) {
      EXPECT_EQ(row.declared, 2) << "the one that shares a canteen is declared";
      EXPECT_EQ(row.bought, Money(0)) << "its volume is where the canteen is filed";
    }
  }
  EXPECT_EQ(units, found.total.units);
  EXPECT_EQ(reserved, found.total.reserved.fen());
  EXPECT_EQ(net, found.total.bought.fen());
  EXPECT_EQ(refused(reports.rollup(as(leaf), {2026, top.id, {}})), "unit_not_found");
  EXPECT_EQ(refused(reports.rollup(agency_of("440100"), {2026, top.id, {}})), "unit_not_found");
  EXPECT_EQ(must(reports.rollup(agency_of("440600"), {2026, top.id, {}})).total.units, 6);
  EXPECT_EQ(must(reports.rollup(as(right), query)).total.units, 3);
  static_cast<void>(idle);
}

TEST_F(ShareRollup, TheOverviewRanksRegionsAndSystems) {
  const auto education = organisation({}, "440600"), school = organisation(education, "440605");
  const auto health = organisation({}, "440106");
  confirmed(as(school), own_canteen(1000), as(education));
  confirmed(as(health), own_canteen(2000), agency_of("440100"));
  organisation({}, "440106");
  buys(school, 60);
  buys(health, 300);
  OverviewQuery query;
  query.year = 2026;
  query.half = 2;
  const auto found = must(reports.overview(platform_operator(), query));
  EXPECT_EQ(found.total.units, 4);
  EXPECT_EQ(found.total.confirmed, 2);
  EXPECT_EQ(found.total.missing, 2);
  ASSERT_EQ(found.regions.size(), 2u);
  EXPECT_EQ(found.regions[0].key, "440100");
  EXPECT_EQ(found.regions[0].name, "广州市");
  EXPECT_EQ(found.regions[0].completion_ppm, 500'000);
  EXPECT_EQ(found.regions[0].rank, 1);
  EXPECT_EQ(found.regions[0].units, 2);
  EXPECT_EQ(found.regions[1].completion_ppm, 200'000);
  ASSERT_EQ(found.systems.size(), 3u);
  EXPECT_EQ(found.systems[0].key, health.id.str());
  EXPECT_EQ(found.systems[1].key, education.id.str());
  EXPECT_EQ(found.systems[1].name, education.name);
  EXPECT_EQ(found.systems[1].units, 2);
  EXPECT_FALSE(found.systems[2].rank) << "where nothing is reserved there is nothing to complete";
  const auto of_foshan = must(reports.overview(agency_of("440600"), query));
  EXPECT_EQ(of_foshan.total.units, 2);
  EXPECT_EQ(of_foshan.regions.size(), 1u);
  EXPECT_EQ(must(reports.overview(agency_of("513431"), query)).total.units, 0);
  query.half = 1;
  EXPECT_EQ(must(reports.overview(platform_operator(), query)).total.bought, Money(0)) << "bought in November";
  query.half = 2;
  query.as_of = Text<10, 160>(found.as_of);
  buys(school, 1000);
  const auto again = must(reports.overview(platform_operator(), query));
  EXPECT_EQ(json::print(again.regions), json::print(found.regions)) << "as of the first answer";
}

using ShareReminders = UnitWorld;

TEST_F(ShareReminders, GoOnceToWhoHasNotDeclaredAndOnceToWhoHasNotBought) {
  const auto done = organisation(), missing = organisation(), short_of = organisation(), free = organisation();
  const auto reviewer = agency_of("440600");
  confirmed(as(done), own_canteen(1000), reviewer);
  confirmed(as(short_of), own_canteen(1000), reviewer);
  confirmed(as(free), exempt(CanteenCase::none), reviewer);
  buys(done, 300);
  const auto set = [&](const char* declare_by, const char* buy_by) {
    DeadlineBody body{2026, parse_date(declare_by).value(), parse_date(buy_by).value(), 10, Text<1, 500>("年度安排")};
    must(declarations.set_deadline(by(platform_operator()), body, must(declarations.deadlines()).version));
  };
  const auto queued = [&] {
    return column(
        "SELECT CONCAT(template, ' ', COUNT(*)) AS text FROM notification WHERE template LIKE '%due' "
        "GROUP BY template ORDER BY template");
  };
  EXPECT_EQ(fixture::run(reminders.run_once()), 0) << "no deadline is set";
  set("2026-12-05", "2026-12-31");
  EXPECT_EQ(fixture::run(reminders.run_once()), 0) << "23 November is too early";
  go_to("2026-11-25");
  EXPECT_EQ(fixture::run(reminders.run_once()), 1);
  EXPECT_EQ(fixture::run(reminders.run_once()), 0) << "once for each unit and deadline";
  EXPECT_EQ(queued(), std::vector<std::string>{"measurement.share_declare_due 1"});
  set("2026-12-06", "2026-12-31");
  EXPECT_EQ(fixture::run(reminders.run_once()), 0) << "moved: too early again";
  go_to("2026-11-26");
  EXPECT_EQ(fixture::run(reminders.run_once()), 1) << "a deadline that was moved is another one";
  go_to("2026-12-22");
  EXPECT_EQ(fixture::run(reminders.run_once()), 1);
  EXPECT_EQ(queued(), (std::vector<std::string>{"measurement.share_buy_due 1", "measurement.share_declare_due 2"}));
  EXPECT_EQ(fixture::run(reminders.run_once()), 0);
  static_cast<void>(missing);
}

using EmployeesOfAUnit = UnitWorld;

AttributionBody attribution(const identity::Organisation& unit, const char* from = "2026-11-01") {
  return {unit.id, parse_date(from).value(), Text<1, 60>("工号 1001")};
}

TEST_F(EmployeesOfAUnit, AreConfirmedByItAndToldWhenThereAreEnough) {
  const auto unit = organisation(), stranger = organisation();
  buys(unit, 5000);
  std::vector<auth::Principal> people;
  for (int i = 0; i < 3; ++i) {
    people.push_back(person());
    buys(people.back().account, 100 + i);
    const auto asked = must(employees.request(by(people.back()), attribution(unit), key())).value;
    EXPECT_EQ(asked.staff_reference, "工号 1001");
    EXPECT_EQ(must(employees.list(as(unit), {})).items.size(), static_cast<std::size_t>(i + 1));
    EXPECT_EQ(refused(employees.decide(by(as(stranger)), asked.attribution_id, AttributionAction::confirm, "x")),
              "attribution_not_found");
    const auto before = must(employees.volume(as(unit), {2026, {}}));
    EXPECT_EQ(before.employees.value_or(-1), i == 0 ? 0 : -1);
    const auto confirmed =
        must(employees.decide(by(as(unit)), asked.attribution_id, AttributionAction::confirm, "属实"));
    EXPECT_FALSE(confirmed.staff_reference) << "gone once it is decided";
  }
  const auto found = must(employees.volume(as(unit), {2026, {}}));
  EXPECT_EQ(found.own_net, Money(5000)) << "apart from the employees'";
  EXPECT_EQ(found.employees, 3);
  EXPECT_EQ(found.employees_net, Money(303));
  EXPECT_FALSE(found.suppressed);
  EXPECT_EQ(refused(employees.volume(as(stranger), {2026, unit.id})), "unit_not_found");
  EXPECT_EQ(must(employees.volume(agency_of("440600"), {2026, unit.id})).employees, 3);
  EXPECT_EQ(refused(employees.volume(agency_of("440100"), {2026, unit.id})), "unit_not_found");
  EXPECT_EQ(column("SELECT COUNT(*) AS text FROM employee_attribution WHERE staff_reference IS NOT NULL"),
            std::vector<std::string>{"0"});
}

TEST_F(EmployeesOfAUnit, TooFewAreNotToldNorWhatTheyBought) {
  const auto unit = organisation();
  const auto somebody = person();
  buys(somebody.account, 100);
  const auto asked = must(employees.request(by(somebody), attribution(unit), key())).value;
  must(employees.decide(by(as(unit)), asked.attribution_id, AttributionAction::confirm, "属实"));
  const auto found = must(employees.volume(as(unit), {2026, {}}));
  EXPECT_TRUE(found.suppressed);
  EXPECT_FALSE(found.employees);
  EXPECT_FALSE(found.employees_net);
  EXPECT_FALSE(found.employees_certified);
}

// A year in which one of them only sent something back tells what that one did.
TEST_F(EmployeesOfAUnit, WhoOnlySendsBackIsOneOfThem) {
  const auto unit = organisation();
  const auto somebody = person();
  const auto asked = must(employees.request(by(somebody), attribution(unit), key())).value;
  must(employees.decide(by(as(unit)), asked.attribution_id, AttributionAction::confirm, "属实"));
  auto order = buys(somebody.account, 100);
  go_to("2027-01-10");
  refund(order, 0, 40, {Measure::ordered, Measure::paid});
  const auto found = must(employees.volume(as(unit), {2027, {}}));
  EXPECT_TRUE(found.suppressed);
  EXPECT_FALSE(found.employees_net);
}

TEST_F(EmployeesOfAUnit, CountFromTheDayOnUntilEitherEndsIt) {
  const auto unit = organisation(), next = organisation();
  Employees open{context, {Policy{{}, 1}, Measure::paid}};  // nothing is held back
  const auto somebody = person();
  buys(somebody.account, 1);
  const auto asked = must(open.request(by(somebody), attribution(unit, "2026-11-24"), key())).value;
  EXPECT_EQ(refused(open.request(by(somebody), attribution(next, "2026-12-01"), key())), "attribution_open");
  must(open.decide(by(as(unit)), asked.attribution_id, AttributionAction::confirm, "属实"));
  go_to("2026-11-25");
  auto order = buys(somebody.account, 20);
  go_to("2026-11-28");
  EXPECT_EQ(must(open.decide(by(somebody), asked.attribution_id, AttributionAction::end, "离职")).valid_to,
            parse_date("2026-11-28").value());
  go_to("2026-11-29");
  buys(somebody.account, 400);
  refund(order, 0, 5, {Measure::ordered, Measure::paid});
  EXPECT_EQ(must(open.volume(as(unit), {2026, {}})).employees_net, Money(15)) << "a refund follows its sale";
  EXPECT_EQ(refused(open.request(by(somebody), attribution(next, "2026-11-28"), key())), "/valid_from out_of_range");
  EXPECT_EQ(must(open.request(by(somebody), attribution(next, "2026-11-29"), key())).value.state,
            AttributionState::requested);
  EXPECT_EQ(must(open.list(somebody, {})).items.size(), 2u);
}

TEST_F(EmployeesOfAUnit, NobodyIsNamedInAnEvent) {
  const auto unit = organisation();
  const auto somebody = person();
  const auto asked = must(employees.request(by(somebody), attribution(unit), key()));
  must(employees.decide(by(as(unit)), asked.value.attribution_id, AttributionAction::confirm, "王某某属实"));
  for (const auto& text : column("SELECT CONCAT_WS(' ', actor, reason, payload) AS text FROM outbox")) {
    EXPECT_EQ(text.find(somebody.account.str()), text.npos) << text;
    EXPECT_EQ(text.find("1001"), text.npos) << text;
    EXPECT_EQ(text.find("王某某"), text.npos) << text;
  }
  auto clerk = as(unit);
  clerk.administrator = false;
  EXPECT_EQ(refused(employees.list(clerk, {})), "not_an_administrator");
}

}  // namespace
}  // namespace shanhai::measurement
