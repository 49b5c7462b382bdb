// Drill-down: the lines behind a figure add up to it, whoever asks, and tell agencies of no person.
#include "common/base/encoding.hpp"
#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {
namespace {

class LinesTest : public PurchaseVolume {
 protected:
  static LinesQuery ask(const char* period = "2026-11", int limit = 50) {
    LinesQuery query;
    query.measure = Measure::paid;
    query.period = period;
    query.limit = Bounded<1, 200>(limit);
    return query;
  }
  Money figure(const auth::Principal& who, const LinesQuery& query) {
    ReportQuery whole;
    static_cast<PurchaseFilter&>(whole) = query;
    return fixture::run(purchases.report(who, whole)).value().total.net;
  }
  orders::OrderFacts sell(const char* county, std::int64_t fen, orders::BuyerKind kind = orders::BuyerKind::consumer) {
    return complete({"440605", county, catalog::Category::agricultural, kind, {fen}});
  }
  auth::Principal operates() {
    auth::Principal out;
    out.role = auth::Role::platform_operator;
    return out;
  }
};

TEST_F(LinesTest, PagesAddUpToTheTotal) {
  for (int i = 0; i < 7; ++i) {
    auto order = complete({"440605",
                           i % 2 ? "513431" : "513436",
                           catalog::Category::agricultural,
                           i < 2 ? orders::BuyerKind::enterprise : orders::BuyerKind::consumer,
                           {1000 + i, 77}});
    if (i % 3 == 0) refund(order, 1, 70, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
    service_db.clock.advance(std::chrono::hours(5));
  }
  for (const auto* pairing : {"", "440600-513436"}) {
    auto query = ask("2026-11", 3);
    if (*pairing) query.pairing = Text<4, 40>(pairing);
    for (const auto& who : {agency("440600"), agency("*"), operates()}) {
      const auto found = drill(who, query);
      EXPECT_EQ(found.sum(), figure(who, query)) << pairing;
      EXPECT_LE(found.longest, 3u);
      EXPECT_GT(found.pages, 2u);
    }
  }
}

TEST_F(LinesTest, StandBehindBothViewsOfRefunds) {
  std::vector<orders::OrderFacts> sold;
  for (int i = 0; i < 5; ++i) sold.push_back(sell("513431", 1000));
  service_db.clock.advance(std::chrono::hours(24 * 60));  // into January 2027
  for (auto& order : sold)
    refund(order, 0, 400, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
  sell("513431", 1000);
  for (const auto* period : {"2026", "2027"}) {
    for (const auto view : {RefundView::posting, RefundView::sale}) {
      auto query = ask(period, 2);
      query.refund_view = view;
      EXPECT_EQ(drill(agency("440600"), query).sum(), figure(agency("440600"), query))
          << period << ' ' << static_cast<int>(view);
    }
  }
}

// However little of what is looked at is told, no page looks further than it may, and none is lost between them.
TEST_F(LinesTest, APageEndsWhereItHasLookedLongEnough) {
  for (int i = 0; i < 12; ++i) sell(i % 6 == 0 ? "513332" : "513431", 1000 + i, orders::BuyerKind::enterprise);
  Policy narrow = policy;
  narrow.looked_at = 4;
  Purchases strict{service_db.database, service_db.random, narrow};
  auto query = ask();
  query.origin_county = Text<6, 6>("513332");
  Money sum;
  int pages = 0;
  for (bool more = true; more; ++pages) {
    const auto page = fixture::run(strict.lines(agency("*"), query)).value();
    for (const auto& line : page.items) sum += line.amount;
    more = page.next_cursor.has_value();
    if (more) query.cursor = Text<1, 512>(*page.next_cursor);
  }
  EXPECT_EQ(sum, Money(1000 + 1006));
  EXPECT_GE(pages, 3) << "twelve entries, four at a time";
}

TEST_F(LinesTest, TellAgenciesOfNoPerson) {
  std::vector<orders::OrderFacts> sold;
  for (int i = 0; i < 3; ++i) sold.push_back(sell("513431", 1000 + i));
  const auto alone = sell("513332", 5000);
  const auto unit = sell("513431", 700, orders::BuyerKind::budget_unit);
  const auto found = drill(agency("*"), ask());
  ASSERT_EQ(found.items.size(), 4u);
  EXPECT_EQ(found.untold.entries, 1) << "the only one who bought of its county";
  EXPECT_EQ(found.untold.amount, Money(5000));
  for (const auto& line : found.items) {
    const bool whole = line.buyer_kind != "consumer";
    EXPECT_EQ(line.order_id.has_value(), whole);
    EXPECT_EQ(line.line_id.has_value(), whole);
    EXPECT_EQ(line.occurred_at.has_value(), whole);
    EXPECT_EQ(line.product.has_value(), whole);
    EXPECT_EQ(line.supplier.has_value(), whole);
    EXPECT_EQ(line.delivery_division.has_value(), whole);
    EXPECT_EQ(line.occurred_on, china_date(service_db.clock.now()));
    if (whole) EXPECT_EQ(line.order_id, unit.order);
  }
  // Nor where the question itself leaves too few, however many their county has.
  auto query = ask();
  query.product = sold[0].lines[0].product;
  const auto of_one = drill(agency("*"), query);
  EXPECT_TRUE(of_one.items.empty());
  EXPECT_EQ(of_one.untold.amount, Money(1000));
  // The operator keeps the orders.
  const auto in_full = drill(operates(), ask());
  EXPECT_EQ(in_full.items.size(), 5u);
  EXPECT_EQ(in_full.untold.entries, 0);
  EXPECT_TRUE(std::any_of(in_full.items.begin(), in_full.items.end(),
                          [&](const auto& line) { return line.order_id == alone.order; }));
}

// An id tells when its order was placed, to the millisecond.
TEST_F(LinesTest, ACursorHoldsNoIdAndIsTakenFromNobodyElse) {
  for (int i = 0; i < 4; ++i) sell("513431", 1000);
  auto query = ask("2026-11", 3);
  const auto page = fixture::run(purchases.lines(agency("*"), query)).value();
  ASSERT_TRUE(page.next_cursor);
  EXPECT_EQ(*page.next_cursor, fixture::run(purchases.lines(agency("*"), query)).value().next_cursor);
  const auto raw = from_base64url(*page.next_cursor).value();
  for (const auto& line : drill(operates(), ask()).items)
    EXPECT_EQ(raw.find(std::string(line.line_id->raw())), raw.npos);
  auto touched = raw;
  touched.back() = static_cast<char>(touched.back() ^ 1);
  for (const auto& wrong : {std::string("bm90IGEgY3Vyc29y"), to_base64url(touched), to_base64url(raw.substr(16))}) {
    query.cursor = Text<1, 512>(wrong);
    EXPECT_EQ(fixture::run(purchases.lines(agency("*"), query)).error().fields.front().pointer, "query/cursor");
  }
}

}  // namespace
}  // namespace shanhai::measurement
