#include <random>

#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/flagged.hpp"

namespace shanhai::measurement {
namespace {

TEST_F(FlagTest, AMemberOfTheSellerWhoBuysOfIt) {
  const auto account = id<AccountId>();
  join(cooperative.id, account);
  pay({});
  EXPECT_TRUE(raised(FlagRule::related_parties).empty());
  pay({10000, 1, std::nullopt, account});
  pay({10000, 1, std::nullopt, account});
  const auto found = raised(FlagRule::related_parties);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].supplier_id, cooperative.id);
  EXPECT_FALSE(found[0].buyer_id);  // a person
  EXPECT_EQ(json::print(found[0]).find(account.str()), std::string::npos);
  EXPECT_TRUE(found[0].evidence.orders.empty()) << "what one person buys is told to nobody";
  EXPECT_FALSE(found[0].evidence.figures.contains("paid_fen"));
  EXPECT_EQ(found[0].amount, Money());
}

TEST_F(FlagTest, WhoBecomesRelatedAfterBuyingIsFound) {
  const auto account = id<AccountId>();
  pay({10000, 1, unit.id});
  join(unit.id, account);
  EXPECT_TRUE(raised(FlagRule::related_parties).empty());
  join(cooperative.id, account);
  ASSERT_EQ(raised(FlagRule::related_parties).size(), 1u);
  EXPECT_EQ(raised(FlagRule::related_parties)[0].buyer_id, unit.id);
  EXPECT_EQ(raised(FlagRule::related_parties)[0].evidence.figures.at("members_in_common"), 1);
}

TEST_F(FlagTest, OneCodeOnBothSides) {
  elsewhere.uscc = cooperative.uscc;
  ++elsewhere.version;
  tell(elsewhere);
  pay({10000, 1, elsewhere.id});
  ASSERT_EQ(raised(FlagRule::related_parties).size(), 1u);
  EXPECT_EQ(raised(FlagRule::related_parties)[0].evidence.figures.at("same_code"), 1);
}

TEST_F(FlagTest, AUnitsDecemberFarAboveItsMonths) {
  db.clock.advance(-std::chrono::hours(24 * 200));  // May
  for (int month = 0; month < 6; ++month) {
    pay({5'000'000, 1, unit.id});
    db.clock.advance(std::chrono::hours(24 * 31));
  }
  db.clock.advance(parse_rfc3339("2026-12-20T00:00:00Z").value() - db.clock.now());
  pay({9'000'000, 1, unit.id});
  EXPECT_TRUE(raised(FlagRule::year_end_spike).empty());  // below the least amount
  pay({9'000'000, 1, unit.id});
  pay({9'000'000, 1, unit.id});
  const auto found = raised(FlagRule::year_end_spike);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].evidence.figures.at("december_fen"), 18'000'000);
  EXPECT_EQ(found[0].evidence.figures.at("median_month_fen"), 5'000'000);
  EXPECT_EQ(found[0].evidence.orders.size(), 2u);
}

TEST_F(FlagTest, WhatWasCountedAndThenGivenBack) {
  std::vector<orders::OrderFacts> bought;
  for (int i = 0; i < 4; ++i) bought.push_back(pay({10000, 1, unit.id}));
  refund(bought[0], {orders::Measure::ordered});  // before it was paid: nothing had been counted
  refund(bought[1], {orders::Measure::ordered, orders::Measure::paid});
  EXPECT_TRUE(raised(FlagRule::refund_after_counting).empty());
  refund(bought[2], {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted});
  const auto found = raised(FlagRule::refund_after_counting, "440605");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].evidence.figures.at("refunded_fen"), 20000);
  EXPECT_EQ(found[0].evidence.figures.at("quick_refunds"), 2);
  EXPECT_EQ(found[0].evidence.orders, (std::vector{bought[1].order, bought[2].order}));
}

TEST_F(FlagTest, APriceFarAboveWhatItCostBefore) {
  for (int i = 0; i < 20; ++i) pay({10000, 2});
  pay({60000, 2});  // the same day: not yet a reference
  EXPECT_TRUE(raised(FlagRule::price_deviation).empty());
  db.clock.advance(std::chrono::hours(24));
  pay({24998, 2});
  EXPECT_TRUE(raised(FlagRule::price_deviation).empty());
  const auto dear = pay({25000, 2, unit.id});
  const auto found = raised(FlagRule::price_deviation, "513431");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].evidence.lines, std::vector{dear.lines[0].line});
  EXPECT_EQ(found[0].amount, Money(25000));
  EXPECT_EQ(found[0].evidence.figures.at("median_fen"), 5000);
  EXPECT_TRUE(raised(FlagRule::price_deviation, "440100").empty());
}

TEST_F(FlagTest, WhatOnePersonPaidIsNotToldEitherWhereThePriceIsHigh) {
  for (int i = 0; i < 20; ++i) pay({10000, 2});
  db.clock.advance(std::chrono::hours(24));
  pay({60000, 2});
  const auto flag = only(FlagRule::price_deviation);
  EXPECT_EQ(flag.evidence.figures.at("unit_price_fen"), 30000);
  EXPECT_TRUE(flag.evidence.orders.empty());
  EXPECT_TRUE(flag.evidence.lines.empty());
  EXPECT_TRUE(flag.lines.empty());
  EXPECT_EQ(flag.amount, Money());
}

TEST_F(FlagTest, MoreThanWasPutOnSaleAndMoreThanACountyHas) {
  const auto lot = id<LotId>();
  const orders::ParcelFacts parcel{
      id<ParcelId>(), id<OrderId>(), cooperative.id, "440605", {{id<OrderLineId>(), sku, lot, 30}}};
  apply_orders({event(orders::kParcelShipped, "order", json::write(parcel).as_object())});
  EXPECT_EQ(look(), 0);  // the lots' stream has told nothing yet
  const auto on_sale = [&](std::int64_t quantity) {
    db.clock.advance(std::chrono::minutes(1));
    const traceability::LotPutOnSale told{lot, sku, cooperative.id, quantity, {}};
    const auto put = event(traceability::kLotPutOnSale, "lot", json::write(told).as_object());
    apply([&](db::Tx& tx) { return watch.apply_lots(tx, {&put, 1}); });
  };
  on_sale(20);
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(look(), 0);
  const auto found = raised(FlagRule::above_lot, "513431");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].evidence.lots, std::vector{lot});
  must(limits.add(by(agency("*")), {LimitName::county_capacity_kg, "513431:agricultural",
                                    parse_date("2026-11-24").value(), 14, "县农业农村局"}));
  db.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(look(), 1);  // 30 boxes of 500 g
  EXPECT_EQ(raised(FlagRule::above_county_capacity)[0].evidence.figures.at("shipped_g"), 15000);
}

TEST_F(FlagTest, AnOfflineSaleIsLookedAtAsWell) {
  const auto account = id<AccountId>();
  join(cooperative.id, account);
  join(unit.id, account);
  const auto registration = approved(purchase());
  const auto all = told();
  apply([&](db::Tx& tx) { return watch.apply_registrations(tx, all); });
  ASSERT_EQ(raised(FlagRule::related_parties).size(), 1u);
  EXPECT_EQ(raised(FlagRule::related_parties)[0].evidence.orders, std::vector{OrderId(registration.bytes())});
}

// Two units of the seller's own, a December far above, dear lines; a good part of it given back, some of that in
// pieces.
TEST_F(FlagTest, TheSameIsFoundHoweverTheStreamIsDivided) {
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  std::mt19937_64 random(fixture::seed());
  const auto account = id<AccountId>();
  for (const auto& party : {cooperative.id, unit.id, elsewhere.id}) relate(party, account);
  const OrganisationId buyers[] = {unit.id, elsewhere.id};
  std::vector<orders::OrderFacts> bought;
  for (int i = 0; i < 160; ++i) {
    db.clock.advance(std::chrono::hours(random() % 14));
    if (bought.empty() || random() % 2 == 0) {
      const bool dear = i > 60 && random() % 8 == 0;
      bought.push_back(pay({dear ? 6'000'000 : 1'000'000, 2, buyers[random() % 2]}));
    } else {
      auto& order = bought[random() % bought.size()];
      const auto left = (order.lines[0].amount - order.lines[0].refunded).fen();
      if (left > 0) give_back(order, random() % 3 ? left : 1 + std::int64_t(random() % std::uint64_t(left)));
    }
  }
  const auto dump = [](fixture::ServiceDatabase& from) {
    std::string out;
    auto connection = from.schema.connect();
    for (const auto* select :
         {"SELECT CONCAT_WS('|', HEX(id), rule, state, version, withdrawn_at IS NULL, amount_fen, evidence) AS text "
          "FROM flag ORDER BY id",
          "SELECT CONCAT_WS('|', HEX(sku), day, price_fen, line_count) AS text FROM flag_price ORDER BY 1",
          "SELECT CONCAT_WS('|', HEX(buyer), month, paid_fen, orders) AS text FROM flag_month ORDER BY 1",
          "SELECT CONCAT_WS('|', HEX(buyer), year, paid_orders, returned_orders, paid_fen, refunds, refunded_fen, "
          "quick_refunds, orders, refunded_orders) AS text FROM flag_pair ORDER BY 1"}) {
      for (const auto row : connection.query(select)) out += row.get<std::string>("text") + "\n";
    }
    return out;
  };
  fixture::ServiceDatabase again("measurement", {sql::common::kMigrations, sql::measurement::kMigrations});
  for (const auto& told : parties) again.transaction([&](db::Tx& tx) { return apply_party(tx, told); }).value();
  for (std::span<const events::Event> left(history); !left.empty();) {
    const auto some = std::min<std::size_t>(1 + random() % 12, left.size());
    again.transaction([&](db::Tx& tx) { return watch.apply_orders(tx, left.first(some)); }).value();
    left = left.subspan(some);
  }
  EXPECT_EQ(dump(again), dump(db));
  for (const auto rule : {FlagRule::price_deviation, FlagRule::refund_after_counting, FlagRule::related_parties})
    EXPECT_FALSE(raised(rule).empty()) << boost::describe::enum_to_string(rule, "");
}

TEST_F(FlagTest, IsReviewedByWhoSeesItStepByStep) {
  const auto account = id<AccountId>();
  join(cooperative.id, account);
  pay({10000, 1, std::nullopt, account});
  const auto flag = raised(FlagRule::related_parties).at(0).flag_id;
  EXPECT_EQ(refused(flags.review(by(agency("440100")), flag, {FlagDecision::dismiss, "无"})).code, "flag_not_found");
  EXPECT_EQ(refused(flags.review(by(agency("513431")), flag, {FlagDecision::dismiss, "无"})).code, "flag_not_found")
      << "a pair's sums are of goods from everywhere";
  must(flags.review(by(agency("440605")), flag, {FlagDecision::explain, "社员自购"}));
  const auto view = must(flags.review(by(agency("510000")), flag, {FlagDecision::dismiss, "数量合理"}));
  EXPECT_EQ(view.state, FlagState::dismissed);
  ASSERT_EQ(must(flags.get(agency("*"), flag)).steps.size(), 2u);
  EXPECT_EQ(must(flags.get(agency("*"), flag)).steps[0].reason, "社员自购");
  EXPECT_EQ(refused(flags.review(by(agency("*")), flag, {FlagDecision::confirm, "再看"})).code, "flag_state");
}

}  // namespace
}  // namespace shanhai::measurement
