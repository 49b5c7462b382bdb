// Flags whose purchases are given back, or never were.
#include "services/measurement/flags/store.hpp"
#include "tests/integration/measurement/flagged.hpp"

namespace shanhai::measurement {
namespace {

TEST_F(FlagTest, WhatARelatedBuyerGaveBackIsNoEvidence) {
  const auto account = id<AccountId>();
  relate(cooperative.id, account);
  relate(unit.id, account);
  auto first = pay({10000, 1, unit.id}), second = pay({10000, 1, unit.id});
  const auto raised_at = only(FlagRule::related_parties).raised_at;
  give_back(first, 10000);
  give_back(second, 9999);
  EXPECT_FALSE(only(FlagRule::related_parties).withdrawn_at) << "a fen of it is still a purchase";
  db.clock.advance(std::chrono::hours(48));
  give_back(second, 1);
  auto flag = only(FlagRule::related_parties);
  EXPECT_EQ(flag.state, FlagState::withdrawn);
  EXPECT_EQ(flag.withdrawn_at, db.clock.now());
  ASSERT_EQ(flag.steps.size(), 1u);
  EXPECT_EQ(flag.steps[0].action, FlagAction::withdraw);
  EXPECT_EQ(flag.steps[0].at, db.clock.now());
  EXPECT_NE(flag.steps[0].reason.find(to_string(china_date(db.clock.now()))), std::string::npos);
  EXPECT_FALSE(flag.steps[0].organisation_id) << "the program's";

  const auto third = pay({500, 1, unit.id});
  flag = only(FlagRule::related_parties);
  EXPECT_EQ(flag.state, FlagState::open);
  EXPECT_EQ(steps_of(flag), "withdraw raise_again");
  EXPECT_FALSE(flag.withdrawn_at);
  EXPECT_EQ(flag.evidence.orders, std::vector{third.order}) << "what was given back is none of it";
  EXPECT_EQ(flag.raised_at, raised_at);
}

TEST_F(FlagTest, WhoBecomesRelatedAfterGivingEverythingBackIsNotFlagged) {
  const auto account = id<AccountId>();
  auto bought = pay({10000, 1, unit.id});
  give_back(bought, 10000);
  relate(unit.id, account);
  relate(cooperative.id, account);
  EXPECT_TRUE(raised(FlagRule::related_parties).empty());
}

TEST_F(FlagTest, ARegistrationThatIsReversedNeverWas) {
  const auto account = id<AccountId>();
  relate(cooperative.id, account);
  relate(unit.id, account);
  const auto registration = approved(purchase());
  std::size_t seen = 0;
  const auto follow = [&] {
    const auto all = told();
    const std::span<const events::Event> fresh = std::span(all).subspan(seen);
    apply([&](db::Tx& tx) { return watch.apply_registrations(tx, fresh); });
    seen = all.size();
  };
  follow();
  EXPECT_EQ(only(FlagRule::related_parties).state, FlagState::open);
  const auto reversal =
      must(registrations.reverse(by(buyer()), registration, {"货未送达"}, key())).value.registration_id;
  step(seller(), reversal, RegistrationAction::confirm);
  approve(reversal);
  follow();
  const auto flag = only(FlagRule::related_parties);
  EXPECT_EQ(flag.state, FlagState::withdrawn);
  EXPECT_EQ(steps_of(flag), "withdraw");
}

TEST_F(FlagTest, ADecemberThatWasGivenBackIsNone) {
  db.clock.advance(parse_rfc3339("2026-12-20T00:00:00Z").value() - db.clock.now());
  auto first = pay({9'000'000, 1, unit.id});
  const auto second = pay({9'000'000, 1, unit.id});
  EXPECT_EQ(only(FlagRule::year_end_spike).evidence.figures.at("december_fen"), 18'000'000);
  db.clock.advance(std::chrono::hours(24 * 30));
  give_back(first, 9'000'000);
  auto flag = only(FlagRule::year_end_spike);
  EXPECT_EQ(flag.state, FlagState::withdrawn) << "given back in January, and below the least amount since";
  db.clock.advance(-std::chrono::hours(24 * 25));
  pay({1'500'000, 1, unit.id});
  flag = only(FlagRule::year_end_spike);
  EXPECT_EQ(flag.state, FlagState::open);
  EXPECT_EQ(flag.evidence.figures.at("december_fen"), 10'500'000);
  ASSERT_EQ(flag.evidence.orders.size(), 2u);
  EXPECT_EQ(flag.evidence.orders[0], second.order);
  EXPECT_EQ(flag.evidence.lines[0], second.lines[0].line);
}

TEST_F(FlagTest, ADearLineThatWasGivenBackIsNeitherAFindingNorAReference) {
  for (int i = 0; i < 20; ++i) pay({10000, 2});
  db.clock.advance(std::chrono::hours(24));
  auto dear = pay({60000, 2, unit.id}), dearer = pay({70000, 2, elsewhere.id});
  EXPECT_EQ(only(FlagRule::price_deviation).evidence.lines, (std::vector{dear.lines[0].line, dearer.lines[0].line}));
  give_back(dear, 60000);
  auto flag = only(FlagRule::price_deviation);
  EXPECT_EQ(flag.state, FlagState::open) << "another one stands";
  EXPECT_EQ(flag.evidence.lines, std::vector{dearer.lines[0].line});
  EXPECT_EQ(flag.evidence.returned_lines, std::vector{dear.lines[0].line});
  must(flags.review(by(agency("*")), flag.flag_id, {FlagDecision::confirm, "虚高"}));
  give_back(dearer, 70000);
  flag = only(FlagRule::price_deviation);
  EXPECT_EQ(flag.state, FlagState::confirmed) << "a verdict stays";
  EXPECT_TRUE(flag.withdrawn_at);
  EXPECT_EQ(steps_of(flag), "confirm withdraw");
  auto connection = db.schema.connect();
  for (const auto row : connection.query("SELECT SUM(line_count) AS n FROM flag_price WHERE price_fen > 5000"))
    EXPECT_EQ(row.get<std::int64_t>("n"), 0);
}

// The sums are made anew, from zero: flags of before are as they were, whatever was decided, and go on from there.
TEST_F(FlagTest, WhatAnAgencyDecidedOutlivesSumsThatAreMadeAnew) {
  const auto account = id<AccountId>();
  relate(cooperative.id, account);
  relate(unit.id, account);
  auto related = pay({10000, 1, unit.id});
  must(flags.review(by(agency("*")), only(FlagRule::related_parties).flag_id, {FlagDecision::confirm, "属实"}));
  give_back(related, 10000);
  for (int i = 0; i < 20; ++i) pay({10000, 2});
  db.clock.advance(std::chrono::hours(24));
  auto dear = pay({60000, 2, elsewhere.id});
  const auto dearer = pay({70000, 2, elsewhere.id});
  give_back(dear, 60000);
  must(flags.review(by(agency("*")), only(FlagRule::price_deviation).flag_id, {FlagDecision::dismiss, "礼盒装"}));
  const auto all = [&] {
    return json::print(only(FlagRule::related_parties)) + json::print(only(FlagRule::price_deviation));
  };
  const auto before = all();
  auto connection = db.schema.connect();
  const auto events_told = [&] { return connection.query("SELECT id FROM outbox").size(); };
  const auto told = events_told();
  const auto last = std::to_string(history.back().sequence);
  connection.execute("UPDATE flag SET settled_orders = " + last);
  for (const auto* table : {"flag_pair", "flag_month", "flag_price"})
    connection.execute(std::string("DELETE FROM ") + table);
  apply([&](db::Tx& tx) { return watch.apply_orders(tx, std::span(history).first(7)); });
  apply([&](db::Tx& tx) { return watch.apply_orders(tx, std::span(history).subspan(7)); });
  EXPECT_EQ(all(), before);
  EXPECT_EQ(events_told(), told);
  pay({500, 1, unit.id});
  EXPECT_EQ(only(FlagRule::related_parties).state, FlagState::open) << "what comes afterwards counts";
  EXPECT_EQ(only(FlagRule::price_deviation).evidence.lines, std::vector{dearer.lines[0].line});
}

TEST_F(FlagTest, IsExplainedToTheLineAsTheBooksHaveItNow) {
  const auto account = id<AccountId>();
  relate(cooperative.id, account);
  relate(unit.id, account);
  auto bought = order({10000, 3, unit.id});
  bought.lines.push_back(bought.lines[0]);
  bought.lines[1].line = id<OrderLineId>();
  bought.lines[1].amount = Money(7000);
  bought.lines[1].production_county = "513332";
  apply_orders({event(orders::kOrderPlaced, "order", json::write(bought).as_object()),
                event(orders::kOrderPaid, "order", json::write(bought).as_object())});
  give_back(bought, 4000);
  db.clock.advance(std::chrono::hours(24));
  give_back(bought, 500);
  apply([&](db::Tx& tx) { return apply_orders_events(tx, history); });
  const auto flag = only(FlagRule::related_parties);
  ASSERT_EQ(flag.lines.size(), 2u);
  EXPECT_EQ(flag.lines[0].line_id, bought.lines[0].line);
  EXPECT_EQ(flag.lines[0].order_id, bought.order);
  EXPECT_EQ(flag.lines[0].amount, Money(10000));
  EXPECT_EQ(flag.lines[0].taken_back, Money(4500));
  EXPECT_EQ(flag.lines[0].taken_back_on, china_date(db.clock.now()));
  EXPECT_EQ(flag.lines[0].quantity, 3);
  EXPECT_EQ(flag.lines[1].taken_back, Money());
  EXPECT_FALSE(flag.lines[1].taken_back_on);
  const auto seen = db.transaction([&](db::Tx& tx) -> Result<std::vector<FlagLine>> {
    return store::list_flag_lines(tx, flag.evidence, {DivisionSet::all(), DivisionSet::within("513332")});
  });
  ASSERT_EQ(seen->size(), 1u) << "a county sees lines of its own goods only";
  EXPECT_EQ(seen->at(0).line_id, bought.lines[1].line);
}

TEST_F(FlagTest, APageLooksAtSoManyAndSaysHowFarItCame) {
  const auto account = id<AccountId>();
  relate(cooperative.id, account);
  for (int i = 0; i < 5; ++i) {
    const auto party = organisation(identity::OrganisationKind::enterprise, i < 2 ? "440106" : "440605");
    relate(party.id, account);
    auto bought = order({10000, 1, party.id});
    bought.buyer_division = party.region;
    apply_orders({event(orders::kOrderPaid, "order", json::write(bought).as_object())});
    db.clock.advance(std::chrono::seconds(1));
  }
  ASSERT_EQ(raised(FlagRule::related_parties).size(), 5u);
  const store::FlagScope panyu{DivisionSet::within("440106"), DivisionSet::all()};
  const auto page = [&](FlagId before) {
    return db
        .transaction(
            [&](db::Tx& tx) -> Result<store::FlagRead> { return store::list_flags(tx, {}, panyu, before, 10, 2); })
        .value();
  };
  auto read = page(FlagId::from_raw(std::string(16, '\xff')));
  EXPECT_TRUE(read.items.empty());
  ASSERT_FALSE(read.reached.is_nil()) << "two were looked at, and there are more";
  read = page(read.reached);
  EXPECT_EQ(read.items.size(), 1u);
  read = page(read.reached);
  EXPECT_EQ(read.items.size(), 1u);
  EXPECT_TRUE(read.reached.is_nil()) << "the first of all was looked at";
}

}  // namespace
}  // namespace shanhai::measurement
