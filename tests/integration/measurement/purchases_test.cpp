#include <gtest/gtest.h>

#include <random>

#include "seed/pairings.hpp"
#include "services/measurement/audit.hpp"
#include "services/measurement/households/entries.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/service.hpp"
#include "services/traceability/api.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::measurement {
namespace {

using orders::Measure;

struct Sale {
  const char* buyer_division;
  const char* county;
  catalog::Category category = catalog::Category::agricultural;
  orders::BuyerKind kind = orders::BuyerKind::consumer;
  std::vector<std::int64_t> amounts = {1000};
};

class Purchases : public testing::Test {
 protected:
  Purchases() {
    service_db.transaction([](db::Tx& tx) -> Result<void> {
      for (const auto& pairing : parse_pairings_csv(seed::kPairings)) store::seed_pairing(tx, pairing);
      return {};
    });
  }

  orders::OrderFacts facts(const Sale& sale) {
    orders::OrderFacts order;
    order.order = OrderId::make(service_db.clock, service_db.random);
    order.group = OrderGroupId::make(service_db.clock, service_db.random);
    order.supplier = supplier;
    order.buyer_kind = sale.kind;
    if (sale.kind == orders::BuyerKind::consumer) {
      order.buyer_account = AccountId::make(service_db.clock, service_db.random);
    } else {
      order.buyer_organisation = OrganisationId::make(service_db.clock, service_db.random);
    }
    order.buyer_division = sale.buyer_division;
    order.placed_at = service_db.clock.now();
    for (const auto amount : sale.amounts) {
      orders::LineFacts line;
      line.line = OrderLineId::make(service_db.clock, service_db.random);
      line.sku = SkuId::make(service_db.clock, service_db.random);
      line.product = ProductId::make(service_db.clock, service_db.random);
      line.quantity = 1;
      line.amount = Money(amount);
      line.category = sale.category;
      line.certified = true;
      line.production_county = line.raw_material_county = line.registration_county = sale.county;
      line.delivery_division = sale.buyer_division;
      order.lines.push_back(line);
    }
    return order;
  }

  void apply(std::string_view type, json::Object payload) {
    events::Event event;
    event.sequence = ++sequence;
    event.type = type;
    event.occurred_at = service_db.clock.now();
    event.payload = std::move(payload);
    history.push_back(event);
    apply_again(service_db, event);
  }
  static void apply_again(fixture::ServiceDatabase& to, const events::Event& event) {
    const auto done = to.transaction([&](db::Tx& tx) -> Result<void> {
      SH_CHECK(apply_orders_event(tx, event));
      return apply_parcel_shipped(tx, event);
    });
    ASSERT_FALSE(done.has_error()) << done.error().code << ' ' << done.error().detail;
  }
  void apply(std::string_view type, const orders::OrderFacts& order) { apply(type, json::write(order).as_object()); }

  // Placed, paid, accepted and rated now.
  orders::OrderFacts complete(const Sale& sale) {
    auto order = facts(sale);
    apply(orders::kOrderPlaced, order);
    order.paid_at = service_db.clock.now();
    apply(orders::kOrderPaid, order);
    apply(orders::kOrderAccepted, order);
    apply(orders::kOrderPurchaseCompleted, order);
    return order;
  }
  void refund(orders::OrderFacts& order, std::size_t line, std::int64_t fen, std::vector<Measure> counted) {
    orders::OrderRefunded out{RefundId::make(service_db.clock, service_db.random),
                              order,
                              {{order.lines[line].line, 1, Money(fen)}},
                              std::move(counted)};
    apply(orders::kOrderRefunded, json::write(out).as_object());
    order.lines[line].refunded += Money(fen);
  }

  auth::Principal agency(std::string region) {
    auth::Principal out;
    out.role = auth::Role::agency;
    out.region = std::move(region);
    return out;
  }
  Report report(const auth::Principal& who, Measure measure, const char* group_by = "", const char* period = "2026",
                std::optional<RefundView> view = std::nullopt) {
    ReportQuery query;
    query.measure = measure;
    query.period = period;
    query.group_by = Text<0, 200>(group_by);
    query.refund_view = view;
    auto out = fixture::run(service.report(who, query));
    if (out.has_error()) throw std::runtime_error(out.error().code);
    return *out;
  }
  static std::map<std::string, std::int64_t> net_by(const Report& report, const std::string& dimension) {
    std::map<std::string, std::int64_t> out;
    for (const auto& row : report.rows) out[row.keys.at(dimension)] += row.net.fen();
    return out;
  }

  fixture::ServiceDatabase service_db{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  Service service{service_db.database, service_db.random, parse_date("2027-12-31").value()};
  OrganisationId supplier = OrganisationId::make(service_db.clock, service_db.random);
  std::int64_t sequence = 0;
  std::vector<events::Event> history;
};

TEST_F(Purchases, CountEachMeasureAndTakeRefundsAway) {
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

TEST_F(Purchases, RefundBeforeAMeasureIsTakenAwayWhenItIsReached) {
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

TEST_F(Purchases, ACancelledOrderLeavesOrderedOnly) {
  auto order = facts({"440605", "513431"});
  apply(orders::kOrderPlaced, order);
  apply(orders::kOrderCancelled, order);
  EXPECT_EQ(report(agency("*"), Measure::ordered).total.net, Money(0));
  EXPECT_EQ(report(agency("*"), Measure::ordered).total.gross, Money(1000));
  EXPECT_EQ(report(agency("*"), Measure::paid).total.lines, 0);
}

TEST_F(Purchases, ARefundPostsInItsOwnPeriodOrInTheSales) {
  auto order = complete({"440605", "513431"});
  service_db.clock.advance(std::chrono::hours(24 * 60));  // into January 2027
  refund(order, 0, 400, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
  EXPECT_EQ(report(agency("*"), Measure::paid, "", "2026").total.refunded, Money(0));
  EXPECT_EQ(report(agency("*"), Measure::paid, "", "2027").total.refunded, Money(400));
  EXPECT_EQ(report(agency("*"), Measure::paid, "", "2026", RefundView::sale).total.refunded, Money(400));
  EXPECT_EQ(report(agency("*"), Measure::paid, "", "2027", RefundView::sale).total.refunded, Money(0));
}

TEST_F(Purchases, FreightIsCountedWithTheOrder) {
  auto order = facts({"440605", "513431"});
  order.freight = Money(150);
  apply(orders::kOrderPlaced, order);
  const auto by = net_by(report(agency("*"), Measure::ordered, "category"), "category");
  EXPECT_EQ(by, (std::map<std::string, std::int64_t>{{"agricultural", 1000}, {"freight", 150}}));
}

TEST_F(Purchases, GroupsByEveryDimensionAndTheSumIsTheTotal) {
  complete({"440605", "513431", catalog::Category::agricultural, orders::BuyerKind::consumer, {1000}});
  complete({"440606", "513430", catalog::Category::herbal_medicine, orders::BuyerKind::trade_union, {2000}});
  complete({"440104", "513333", catalog::Category::handicraft, orders::BuyerKind::enterprise, {4000}});
  complete({"442000", "513331", catalog::Category::agricultural, orders::BuyerKind::budget_unit, {8000}});
  const std::map<std::string, std::int64_t> pairings = {{"440600-513431", 1000},
                                                        {"440606-513430", 2000},
                                                        {"partner_not_recorded", 4000},
                                                        {"442000-513331:inferred", 8000}};
  EXPECT_EQ(net_by(report(agency("*"), Measure::completed, "pairing"), "pairing"), pairings);
  for (const auto* dimension : {"pairing", "buyer_division", "buyer_prefecture", "delivery_division", "buyer_kind",
                                "origin_county", "raw_material_county", "registration_county", "category", "certified",
                                "channel", "supplier", "day", "month", "quarter", "year"}) {
    const auto found = report(agency("*"), Measure::completed, dimension);
    std::int64_t sum = 0;
    for (const auto& [key, net] : net_by(found, dimension)) {
      EXPECT_FALSE(key.empty()) << dimension;
      sum += net;
    }
    EXPECT_EQ(sum, 15000) << dimension;
    EXPECT_EQ(found.total.net, Money(15000)) << dimension;
  }
  EXPECT_EQ(net_by(report(agency("*"), Measure::completed, "quarter"), "quarter").begin()->first, "2026Q4");
}

TEST_F(Purchases, AnAgencySeesItsOwnSideOnly) {
  complete({"440605", "513431", catalog::Category::agricultural, orders::BuyerKind::consumer, {1000}});
  complete({"440304", "513332", catalog::Category::agricultural, orders::BuyerKind::consumer, {2000}});
  EXPECT_EQ(report(agency("440600"), Measure::paid).total.net, Money(1000));
  EXPECT_EQ(report(agency("440605"), Measure::paid).total.net, Money(1000));
  EXPECT_EQ(report(agency("440606"), Measure::paid).total.net, Money(0));
  EXPECT_EQ(report(agency("513300"), Measure::paid).total.net, Money(2000));
  EXPECT_EQ(report(agency("513431"), Measure::paid).total.net, Money(1000));
  EXPECT_EQ(report(agency("510000"), Measure::paid).total.net, Money(3000));
  ReportQuery elsewhere;
  elsewhere.period = "2026";
  elsewhere.buyer_division = Text<6, 6>("440300");
  EXPECT_EQ(fixture::run(service.report(agency("440600"), elsewhere))->total.net,
            Money(0));  // a filter does not widen the scope
  auth::Principal person;
  EXPECT_EQ(fixture::run(service.report(person, elsewhere)).error().kind, ErrorKind::forbidden);
}

TEST_F(Purchases, DrillDownPagesAddUpToTheTotal) {
  for (int i = 0; i < 7; ++i) {
    auto order = complete({"440605",
                           i % 2 ? "513431" : "513436",
                           catalog::Category::agricultural,
                           orders::BuyerKind::consumer,
                           {1000 + i, 77}});
    if (i % 3 == 0) refund(order, 1, 70, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
    service_db.clock.advance(std::chrono::hours(5));
  }
  for (const auto* pairing : {"", "440600-513436"}) {
    LinesQuery query;
    query.measure = Measure::paid;
    query.period = "2026-11";
    query.limit = Bounded<1, 200>(3);
    if (*pairing) query.pairing = Text<4, 40>(pairing);
    std::int64_t sum = 0;
    std::size_t pages = 0;
    do {
      const auto page = fixture::run(service.lines(agency("440600"), query));
      ASSERT_TRUE(page) << page.error().code;
      EXPECT_LE(page->items.size(), 3u);
      for (const auto& line : page->items) sum += line.amount.fen();
      query.cursor.reset();
      if (page->next_cursor) query.cursor = Text<1, 512>(*page->next_cursor);
      ++pages;
    } while (query.cursor);
    ReportQuery whole;
    static_cast<PurchaseFilter&>(whole) = query;
    EXPECT_EQ(Money(sum), fixture::run(service.report(agency("440600"), whole))->total.net) << pairing;
    EXPECT_GT(pages, 2u);
  }
}

TEST_F(Purchases, RefusesACursorItDidNotMake) {
  LinesQuery query;
  query.period = "2026";
  query.cursor = Text<1, 512>("bm90IGEgY3Vyc29y");
  EXPECT_EQ(fixture::run(service.lines(agency("*"), query)).error().fields.front().pointer, "query/cursor");
}

TEST_F(Purchases, ARefundOfAnUncountedSaleStopsTheConsumer) {
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
  EXPECT_TRUE(service_db.transaction([&](db::Tx& tx) { return apply_orders_event(tx, event); }).has_error());
}

TEST_F(Purchases, HouseholdsAreDistinctWhicheverStreamComesFirst) {
  const auto lot = [&] { return LotId::make(service_db.clock, service_db.random); };
  const LotId first = lot(), second = lot(), unsold = lot();
  const auto on_sale = [&](LotId id, std::vector<std::string> households) {
    events::Event event;
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
  on_sale(second, {"hh_b", "hh_c"});  // after its shipment
  on_sale(second, {"hh_b", "hh_c"});  // put on sale again
  on_sale(unsold, {"hh_d"});
  const auto found = fixture::run(service.households(agency("440600"), HouseholdQuery{"2026", std::nullopt}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->households, 3);
  EXPECT_EQ(found->lots, 2);
  EXPECT_EQ(fixture::run(service.households(agency("440300"), HouseholdQuery{"2026", std::nullopt}))->households, 0);
}

std::string dump(fixture::ServiceDatabase& from, const std::string& table, const std::string& columns) {
  auto connection = from.schema.connect();
  std::string out;
  for (const auto row : connection.query("SELECT SHA2(GROUP_CONCAT(CONCAT_WS('|'," + columns + ") ORDER BY " + columns +
                                         " SEPARATOR '\n'), 256) AS digest FROM " + table)) {
    out = row.find<std::string>("digest").value_or("empty");
  }
  return out;
}

TEST_F(Purchases, ReplayFromZeroWritesTheSameAndTheAuditAgrees) {
  std::mt19937_64 random(fixture::seed());
  const char* buyers[] = {"440605", "440606", "440304", "442000"};
  const char* counties[] = {"513431", "513430", "513332", "513331"};
  for (int i = 0; i < 40; ++i) {
    auto order = facts({buyers[random() % 4],
                        counties[random() % 4],
                        catalog::Category(random() % 3),
                        orders::BuyerKind(random() % 4),
                        {std::int64_t(random() % 9000 + 1000), std::int64_t(random() % 9000 + 1000)}});
    std::vector<Measure> counted;
    const auto reach = [&](Measure measure, std::string_view type) {
      apply(type, order);
      counted.push_back(measure);
      if (random() % 3 == 0) refund(order, random() % 2, std::int64_t(random() % 100 + 1), counted);
      service_db.clock.advance(std::chrono::hours(random() % 40));
    };
    reach(Measure::ordered, orders::kOrderPlaced);
    if (random() % 5 == 0) continue;
    order.paid_at = service_db.clock.now();
    reach(Measure::paid, orders::kOrderPaid);
    reach(Measure::accepted, orders::kOrderAccepted);
    if (random() % 2) reach(Measure::completed, orders::kOrderPurchaseCompleted);
  }
  const auto audited = service_db.transaction(audit_ledger);
  ASSERT_EQ(audited->size(), 4u);
  for (const auto& finding : *audited) EXPECT_EQ(finding.difference, 0) << finding.check;

  fixture::ServiceDatabase again("measurement", {sql::common::kMigrations, sql::measurement::kMigrations});
  for (const auto& event : history) apply_again(again, event);
  const std::string entry =
      "measure,line_id,kind,source,order_id,occurred_at,sale_on,attributed_on,amount_fen,buyer_division,sequence";
  const std::string rollup =
      "measure,day,attributed_on,buyer_kind,buyer_organisation,buyer_division,supplier,category,gross_fen,refunded_fen,"
      "refunded_by_sale_fen";
  EXPECT_EQ(dump(service_db, "measurement_entry", entry), dump(again, "measurement_entry", entry));
  EXPECT_EQ(dump(service_db, "purchase_rollup", rollup), dump(again, "purchase_rollup", rollup));

  auto connection = again.schema.connect();
  connection.execute("UPDATE purchase_rollup SET gross_fen = gross_fen + 1 LIMIT 1");
  const auto broken = again.transaction(audit_ledger);
  std::int64_t difference = 0;
  for (const auto& finding : *broken) difference += finding.difference;
  EXPECT_EQ(difference, 1);
}

}  // namespace
}  // namespace shanhai::measurement
