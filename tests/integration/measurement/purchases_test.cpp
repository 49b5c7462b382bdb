#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {
namespace {

TEST_F(PurchaseVolume, CountEachMeasureAndTakeRefundsAway) {
  auto order =
      complete({"440605", "513431", catalog::Category::agricultural, orders::BuyerKind::consumer, {23200, 25600}});
  refund(order, 0, 5800, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
  for (const auto measure : {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed}) {
    const auto total = report(agency("440600"), measure).total;
    EXPECT_EQ(total.gross, Money(48800));
    EXPECT_EQ(total.refunded, Money(5800));
    EXPECT_EQ(total.net, Money(43000));
    EXPECT_EQ(total.lines, 2);
  }
}

TEST_F(PurchaseVolume, RefundBeforeAMeasureIsTakenAwayWhenItIsReached) {
  auto order = facts({"440605", "513431"});
  apply(orders::kOrderPlaced, order);
  order.paid_at = service_db.clock.now();
  apply(orders::kOrderPaid, order);
  refund(order, 0, 300, {Measure::ordered, Measure::paid});
  apply(orders::kOrderAccepted, order);
  EXPECT_EQ(report(agency("*"), Measure::accepted).total.net, Money(700));
  EXPECT_EQ(report(agency("*"), Measure::accepted).total.gross, Money(1000));
  EXPECT_EQ(report(agency("*"), Measure::paid).total.net, Money(700));
}

TEST_F(PurchaseVolume, ACancelledOrderLeavesOrderedOnly) {
  auto order = facts({"440605", "513431"});
  apply(orders::kOrderPlaced, order);
  apply(orders::kOrderCancelled, order);
  EXPECT_EQ(report(agency("*"), Measure::ordered).total.net, Money(0));
  EXPECT_EQ(report(agency("*"), Measure::ordered).total.gross, Money(1000));
  EXPECT_EQ(report(agency("*"), Measure::paid).total.lines, 0);
}

TEST_F(PurchaseVolume, ARefundPostsInItsOwnPeriodOrInTheSales) {
  auto order = complete({"440605", "513431"});
  service_db.clock.advance(std::chrono::hours(24 * 60));  // into January 2027
  refund(order, 0, 400, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
  EXPECT_EQ(report(agency("*"), Measure::paid, "", "2026").total.refunded, Money(0));
  EXPECT_EQ(report(agency("*"), Measure::paid, "", "2027").total.refunded, Money(400));
  EXPECT_EQ(report(agency("*"), Measure::paid, "", "2026", RefundView::sale).total.refunded, Money(400));
  EXPECT_EQ(report(agency("*"), Measure::paid, "", "2027", RefundView::sale).total.refunded, Money(0));
}

TEST_F(PurchaseVolume, FreightIsCountedWithTheOrder) {
  auto order = facts({"440605", "513431"});
  order.freight = Money(150);
  apply(orders::kOrderPlaced, order);
  const auto by = net_by(report(agency("*"), Measure::ordered, "category"), "category");
  EXPECT_EQ(by, (std::map<std::string, std::int64_t>{{"agricultural", 1000}, {"freight", 150}}));
}

TEST_F(PurchaseVolume, FreightGoesBackLikeALine) {
  auto order = facts({"440605", "513431"});
  order.freight = Money(150);
  apply(orders::kOrderPlaced, order);
  order.paid_at = service_db.clock.now();
  apply(orders::kOrderPaid, order);
  orders::OrderRefunded back{
      RefundId::make(service_db.clock, service_db.random),
      order,
      {{order.lines[0].line, 1, Money(1000)}, {orders::freight_line(order.order), 0, Money(150)}},
      {Measure::ordered, Measure::paid}};
  apply(orders::kOrderRefunded, json::write(back).as_object());
  EXPECT_EQ(report(agency("*"), Measure::paid).total.gross, Money(1150));
  EXPECT_EQ(report(agency("*"), Measure::paid).total.net, Money(0));
  EXPECT_EQ(net_by(report(agency("*"), Measure::paid, "category"), "category").at("freight"), 0);
  EXPECT_EQ(net_by(report(agency("*"), Measure::ordered, "certified"), "certified").at("false"), 0);
  // What went back before a measure was reached counts when it is.
  order.lines[0].refunded = Money(1000);
  order.freight_refunded = Money(150);
  apply(orders::kOrderAccepted, order);
  EXPECT_EQ(report(agency("*"), Measure::accepted).total.gross, Money(1150));
  EXPECT_EQ(report(agency("*"), Measure::accepted).total.net, Money(0));
}

TEST_F(PurchaseVolume, GroupsByEveryDimensionAndTheSumIsTheTotal) {
  complete({"440605", "513431", catalog::Category::agricultural, orders::BuyerKind::consumer, {1000}});
  complete({"440606", "513430", catalog::Category::herbal_medicine, orders::BuyerKind::trade_union, {2000}});
  complete({"440104", "513333", catalog::Category::handicraft, orders::BuyerKind::enterprise, {4000}});
  complete({"442000", "513331", catalog::Category::agricultural, orders::BuyerKind::budget_unit, {8000}});
  const std::map<std::string, std::int64_t> pairings = {{"440600-513431", 1000},
                                                        {"440606-513430", 2000},
                                                        {"partner_not_recorded", 4000},
                                                        {"442000-513331:inferred", 8000}};
  EXPECT_EQ(net_by(report(agency("*"), Measure::completed, "pairing"), "pairing"), pairings);
  for (const auto* dimension :
       {"pairing", "buyer_division", "buyer_prefecture", "delivery_division", "buyer_kind", "origin_county",
        "raw_material_county", "registration_county", "category", "certified", "channel", "supplier", "product",
        "buyer_organisation", "day", "month", "quarter", "year"}) {
    const auto found = report(agency("*"), Measure::completed, dimension);
    std::int64_t sum = 0;
    for (const auto& [key, net] : net_by(found, dimension)) {
      EXPECT_EQ(key.empty(), dimension == std::string("buyer_organisation") && net == 1000) << dimension;  // a consumer
      sum += net;
    }
    EXPECT_EQ(sum, 15000) << dimension;
    EXPECT_EQ(found.total.net, Money(15000)) << dimension;
  }
  EXPECT_EQ(net_by(report(agency("*"), Measure::completed, "quarter"), "quarter").begin()->first, "2026Q4");
}

TEST_F(PurchaseVolume, ARefundOfAnUncountedSaleStopsTheConsumer) {
  auto order = facts({"440605", "513431"});
  orders::OrderRefunded out{RefundId::make(service_db.clock, service_db.random),
                            order,
                            {{order.lines[0].line, 1, Money(5)}},
                            {Measure::paid}};
  events::Event event;
  event.sequence = 1;
  event.type = orders::kOrderRefunded;
  event.occurred_at = service_db.clock.now();
  event.payload = json::write(out).as_object();
  const auto apply_all = [&](const std::vector<events::Event>& all) {
    return service_db.transaction([&](db::Tx& tx) { return apply_orders_events(tx, all); });
  };
  EXPECT_TRUE(apply_all({event}).has_error());
  // Nor does it help that the sale comes after it, or was counted in another measure.
  auto paid = event, placed = event;
  placed.sequence = 1;
  paid.sequence = 2;
  paid.type = orders::kOrderPaid;
  placed.type = orders::kOrderPlaced;
  paid.payload = placed.payload = json::write(order).as_object();
  EXPECT_TRUE(apply_all({event, paid}).has_error());
  event.sequence = 2;
  paid.sequence = 3;
  EXPECT_TRUE(apply_all({placed, event, paid}).has_error());
  event.sequence = 3;
  paid.sequence = 2;
  EXPECT_EQ(report(agency("*"), Measure::paid).total.lines, 0);
  EXPECT_FALSE(apply_all({placed, paid, event}).has_error());
  EXPECT_EQ(report(agency("*"), Measure::paid).total.net, Money(995));
}

TEST_F(PurchaseVolume, TheSameSaleUnderTwoNumbersStopsTheConsumer) {
  events::Event event;
  event.sequence = 1;
  event.type = orders::kOrderPaid;
  event.occurred_at = service_db.clock.now();
  event.payload = json::write(facts({"440605", "513431"})).as_object();
  auto other = event;
  other.sequence = 2;
  const std::vector<events::Event> twice{event, other};
  EXPECT_THROW(service_db.transaction([&](db::Tx& tx) { return apply_orders_events(tx, twice); }), db::DuplicateKey);
  EXPECT_EQ(report(agency("*"), Measure::paid).total.lines, 0);
}

TEST_F(PurchaseVolume, AnEventThatComesAgainIsCountedOnce) {
  complete({"440605", "513431"});
  const auto before = report(agency("*"), Measure::paid).total;
  apply_again(service_db, history);
  std::vector<events::Event> twice{history.front(), history.front()};
  apply_again(service_db, twice);
  EXPECT_EQ(report(agency("*"), Measure::paid).total.gross, before.gross);
  EXPECT_EQ(report(agency("*"), Measure::paid).total.lines, 1);
}

TEST_F(PurchaseVolume, HouseholdsAreDistinctWhicheverStreamComesFirst) {
  const auto lot = [&] { return LotId::make(service_db.clock, service_db.random); };
  const LotId first = lot(), second = lot(), unsold = lot();
  std::int64_t told = 0;
  const auto on_sale = [&](LotId id, std::vector<std::string> households) {
    events::Event event;
    event.sequence = ++told;
    event.type = traceability::kLotPutOnSale;
    event.occurred_at = service_db.clock.now();
    event.payload =
        json::write(traceability::LotPutOnSale{id, SkuId(), supplier, 10, std::move(households)}).as_object();
    ASSERT_FALSE(service_db.transaction([&](db::Tx& tx) { return apply_lot_put_on_sale(tx, event); }).has_error());
  };
  auto order = facts({"440605", "513431", catalog::Category::agricultural, orders::BuyerKind::consumer, {500, 500}});
  apply(orders::kOrderPlaced, order);
  on_sale(first, {"hh_a", "hh_b"});
  orders::ParcelFacts parcel;
  parcel.parcel = ParcelId::make(service_db.clock, service_db.random);
  parcel.order = order.order;
  parcel.supplier = supplier;
  parcel.delivery_division = "440605";
  parcel.lots = {{order.lines[0].line, order.lines[0].sku, first, 1},
                 {order.lines[1].line, order.lines[1].sku, second, 1}};
  apply(orders::kParcelShipped, json::write(parcel).as_object());
  ReportQuery query;
  query.period = "2026";
  query.measure = Measure::ordered;
  query.distinct = Text<1, 60>("households");
  const auto before = fixture::run(purchases.report(agency("440600"), query)).value();
  on_sale(second, {"hh_b", "hh_c"});  // after its shipment
  on_sale(second, {"hh_b", "hh_c"});  // put on sale again
  on_sale(unsold, {"hh_d"});
  const auto found = fixture::run(households.count(agency("440600"), HouseholdQuery{"2026", std::nullopt}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->households, 3);
  EXPECT_FALSE(found->suppressed);
  EXPECT_EQ(found->lots, 2);
  EXPECT_EQ(fixture::run(households.count(agency("440300"), HouseholdQuery{"2026", std::nullopt}))->households, 0);
  EXPECT_EQ(fixture::run(purchases.report(agency("440600"), query))->total.distinct->households, 3);
  EXPECT_EQ(before.total.distinct->households, std::nullopt) << "two are too few to tell";
  query.as_of = Text<10, 160>(before.as_of);
  EXPECT_EQ(json::print(fixture::run(purchases.report(agency("440600"), query)).value()), json::print(before))
      << "what was known of the second lot then";
}

}  // namespace
}  // namespace shanhai::measurement
