#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {
namespace {

TEST_F(PurchaseVolume, AnAgencySeesItsOwnSideOnly) {
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
  EXPECT_EQ(fixture::run(purchases.report(agency("440600"), elsewhere))->total.net,
            Money(0));  // a filter does not widen the scope
  auth::Principal person;
  EXPECT_EQ(fixture::run(purchases.report(person, elsewhere)).error().kind, ErrorKind::forbidden);
}

// Who enters a pairing has seen all that others entered.
TEST_F(PurchaseVolume, PairingsAreEnteredOnTopOfWhatWasRead) {
  auth::Principal operates;
  operates.role = auth::Role::platform_operator;
  const auto read = fixture::run(pairings.list()).value();
  PairingEntry entry;
  entry.buyer_division = Text<6, 6>("440600");
  entry.origin_division = Text<6, 6>("513331");
  entry.valid_from = *parse_date("2027-01-01");
  entry.valid_to = *parse_date("2027-12-31");
  const auto entered = fixture::run(pairings.put(operates, entry, read.version)).value();
  EXPECT_EQ(entered.items.size(), read.items.size() + 1);
  EXPECT_GT(entered.version, read.version);
  EXPECT_EQ(fixture::run(pairings.list())->version, entered.version);
  entry.valid_to = *parse_date("2028-12-31");
  EXPECT_EQ(fixture::run(pairings.put(operates, entry, read.version)).error().kind, ErrorKind::precondition_failed);
  const auto longer = fixture::run(pairings.put(operates, entry, entered.version)).value();
  EXPECT_EQ(longer.items.size(), entered.items.size());
  EXPECT_GT(longer.version, entered.version);
}

TEST_F(PurchaseVolume, DrillDownPagesAddUpToTheTotal) {
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
      const auto page = fixture::run(purchases.lines(agency("440600"), query));
      ASSERT_TRUE(page) << page.error().code;
      EXPECT_LE(page->items.size(), 3u);
      for (const auto& line : page->items) sum += line.amount.fen();
      query.cursor.reset();
      if (page->next_cursor) query.cursor = Text<1, 512>(*page->next_cursor);
      ++pages;
    } while (query.cursor);
    ReportQuery whole;
    static_cast<PurchaseFilter&>(whole) = query;
    EXPECT_EQ(Money(sum), fixture::run(purchases.report(agency("440600"), whole))->total.net) << pairing;
    EXPECT_GT(pages, 2u);
  }
}

TEST_F(PurchaseVolume, DrillDownStandsBehindBothViewsOfRefunds) {
  std::vector<orders::OrderFacts> sold;
  for (int i = 0; i < 5; ++i) sold.push_back(complete({"440605", "513431"}));
  service_db.clock.advance(std::chrono::hours(24 * 60));  // into January 2027
  for (auto& order : sold)
    refund(order, 0, 400, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
  complete({"440605", "513431"});
  for (const auto* period : {"2026", "2027"}) {
    for (const auto view : {RefundView::posting, RefundView::sale}) {
      LinesQuery query;
      query.period = period;
      query.refund_view = view;
      query.limit = Bounded<1, 200>(2);
      std::int64_t sum = 0;
      do {
        const auto page = fixture::run(purchases.lines(agency("440600"), query));
        ASSERT_TRUE(page) << page.error().code;
        for (const auto& line : page->items) sum += line.amount.fen();
        query.cursor.reset();
        if (page->next_cursor) query.cursor = Text<1, 512>(*page->next_cursor);
      } while (query.cursor);
      EXPECT_EQ(Money(sum), report(agency("440600"), Measure::paid, "", period, view).total.net)
          << period << ' ' << static_cast<int>(view);
    }
  }
}

TEST_F(PurchaseVolume, RefuseFiltersThatNameNothing) {
  HouseholdQuery elsewhere{"2026", Text<6, 6>("999999")};
  EXPECT_EQ(fixture::run(households.count(agency("*"), elsewhere)).error().fields.at(0).pointer, "query/origin_county");
  ReportQuery query;
  query.period = "2026";
  for (const auto* name : {"440600", "440600-51343x", "999999-513431", "inferred", "440600-513431:guess"}) {
    query.pairing = Text<4, 40>(name);
    EXPECT_EQ(fixture::run(purchases.report(agency("*"), query)).error().fields.at(0).pointer, "query/pairing") << name;
  }
  for (const auto* name : {"none", "partner_not_recorded", "440600-513431", "442000-513331:inferred"}) {
    query.pairing = Text<4, 40>(name);
    EXPECT_TRUE(fixture::run(purchases.report(agency("*"), query)).has_value()) << name;
  }
}

TEST_F(PurchaseVolume, RefusesACursorItDidNotMake) {
  LinesQuery query;
  query.period = "2026";
  query.cursor = Text<1, 512>("bm90IGEgY3Vyc29y");
  EXPECT_EQ(fixture::run(purchases.lines(agency("*"), query)).error().fields.front().pointer, "query/cursor");
}

}  // namespace
}  // namespace shanhai::measurement
