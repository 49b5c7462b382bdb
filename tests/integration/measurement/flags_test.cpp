#include "services/traceability/api.hpp"
#include "tests/integration/measurement/offline.hpp"

namespace shanhai::measurement {
namespace {

class FlagTest : public Offline {
 protected:
  struct Bought {
    std::int64_t fen = 10000, quantity = 1;
    std::optional<OrganisationId> by{};
    std::optional<AccountId> account{};
  };
  orders::OrderFacts order(const Bought& bought) {
    orders::OrderFacts out;
    out.order = id<OrderId>();
    out.supplier = cooperative.id;
    out.buyer_kind = bought.by ? orders::BuyerKind::trade_union : orders::BuyerKind::consumer;
    out.buyer_organisation = bought.by;
    if (!bought.by) out.buyer_account = bought.account.value_or(id<AccountId>());
    out.buyer_division = "440605";
    out.placed_at = db.clock.now();
    out.paid_at = db.clock.now();
    orders::LineFacts line;
    line.line = id<OrderLineId>();
    line.sku = sku;
    line.product = product;
    line.quantity = bought.quantity;
    line.amount = Money(bought.fen);
    line.production_county = line.raw_material_county = line.registration_county = "513431";
    line.delivery_division = "440605";
    out.lines = {line};
    return out;
  }
  void apply_orders(std::vector<events::Event> events) {
    history.insert(history.end(), events.begin(), events.end());
    apply([&](db::Tx& tx) { return watch.apply_orders(tx, events); });
  }
  orders::OrderFacts pay(const Bought& bought) {
    auto out = order(bought);
    apply_orders({event(orders::kOrderPaid, "order", json::write(out).as_object())});
    return out;
  }
  void refund(const orders::OrderFacts& facts, std::vector<orders::Measure> counted) {
    const orders::OrderRefunded out{
        id<RefundId>(), facts, {{facts.lines[0].line, 1, facts.lines[0].amount}}, std::move(counted)};
    apply_orders({event(orders::kOrderRefunded, "order", json::write(out).as_object())});
  }
  std::vector<FlagView> raised(FlagRule rule, std::string region = "*") {
    FlagQuery query;
    query.rule = rule;
    return must(flags.list(agency(std::move(region)), query)).items;
  }
  std::int64_t look() {
    return db.transaction([&](db::Tx& tx) { return watch.look(tx); }).value();
  }
  std::vector<events::Event> history;
};

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
  const auto dear = pay({25000, 2});
  const auto found = raised(FlagRule::price_deviation, "513431");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].evidence.lines, std::vector{dear.lines[0].line});
  EXPECT_EQ(found[0].evidence.figures.at("median_fen"), 5000);
  EXPECT_TRUE(raised(FlagRule::price_deviation, "440100").empty());
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

TEST_F(FlagTest, TheSameIsFoundHoweverTheStreamIsDivided) {
  for (int i = 0; i < 25; ++i) pay({10000, 2, unit.id});
  db.clock.advance(std::chrono::hours(24));
  const auto dear = pay({60000, 2, unit.id});
  refund(dear, {orders::Measure::paid});
  for (int i = 0; i < 8; ++i) refund(pay({60000, 2, unit.id}), {orders::Measure::paid});
  const auto dump = [](fixture::ServiceDatabase& from) {
    std::string out;
    auto connection = from.schema.connect();
    for (const auto row :
         connection.query("SELECT CONCAT_WS('|', HEX(id), rule, evidence) AS text FROM flag ORDER BY id"))
      out += row.get<std::string>("text") + "\n";
    for (const auto row : connection.query("SELECT CONCAT_WS('|', HEX(sku), day, price_fen, line_count) AS text "
                                           "FROM flag_price ORDER BY sku, day, price_fen"))
      out += row.get<std::string>("text") + "\n";
    return out;
  };
  fixture::ServiceDatabase again("measurement", {sql::common::kMigrations, sql::measurement::kMigrations});
  for (std::size_t at = 0; at < history.size(); at += 7) {
    const std::span<const events::Event> some(history.data() + at, std::min<std::size_t>(7, history.size() - at));
    again.transaction([&](db::Tx& tx) { return watch.apply_orders(tx, some); }).value();
  }
  EXPECT_EQ(dump(again), dump(db));
  EXPECT_EQ(raised(FlagRule::price_deviation).size(), 1u);
  EXPECT_EQ(raised(FlagRule::refund_after_counting).size(), 1u);
}

TEST_F(FlagTest, IsReviewedByWhoSeesItStepByStep) {
  const auto account = id<AccountId>();
  join(cooperative.id, account);
  pay({10000, 1, std::nullopt, account});
  const auto flag = raised(FlagRule::related_parties).at(0).flag_id;
  EXPECT_EQ(refused(flags.review(by(agency("440100")), flag, {FlagAction::dismiss, "无"})).code, "flag_not_found");
  EXPECT_EQ(refused(flags.review(by(agency("513431")), flag, {FlagAction::dismiss, "无"})).code, "flag_not_found")
      << "a pair's sums are of goods from everywhere";
  must(flags.review(by(agency("440605")), flag, {FlagAction::explain, "社员自购"}));
  const auto view = must(flags.review(by(agency("510000")), flag, {FlagAction::dismiss, "数量合理"}));
  EXPECT_EQ(view.state, FlagState::dismissed);
  ASSERT_EQ(must(flags.get(agency("*"), flag)).steps.size(), 2u);
  EXPECT_EQ(must(flags.get(agency("*"), flag)).steps[0].reason, "社员自购");
  EXPECT_EQ(refused(flags.review(by(agency("*")), flag, {FlagAction::confirm, "再看"})).code, "flag_state");
}

}  // namespace
}  // namespace shanhai::measurement
