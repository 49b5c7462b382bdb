// What a report tells beside its sums: ranks, shares, the year before, distinct counts, the rest of a list, and the
// same answer again as of an earlier state.
#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {
namespace {

class ReportTest : public PurchaseVolume {
 protected:
  ReportQuery ask(const char* group_by, const char* period = "2026") {
    ReportQuery query;
    query.measure = Measure::paid;
    query.period = period;
    query.group_by = Text<0, 200>(group_by);
    return query;
  }
  Report read(const ReportQuery& query, const char* region = "*") {
    auto out = fixture::run(purchases.report(agency(region), query));
    if (out.has_error()) throw std::runtime_error(out.error().code + " " + out.error().fields.at(0).pointer);
    return *out;
  }
  std::string refused(const ReportQuery& query) {
    const auto out = fixture::run(purchases.report(agency("*"), query));
    if (!out.has_error() || out.error().fields.empty()) return "accepted";
    return out.error().fields.front().pointer + " " + out.error().fields.front().code;
  }
  void sell(const char* buyer, const char* county, std::int64_t fen,
            orders::BuyerKind kind = orders::BuyerKind::consumer) {
    complete({buyer, county, catalog::Category::agricultural, kind, {fen}});
  }
};

TEST_F(ReportTest, RanksSharesAndSumsUpTheRest) {
  sell("440605", "513431", 1000);
  sell("440304", "513332", 3000);
  sell("440104", "513333", 3000);
  sell("442000", "513331", 500);
  auto query = ask("origin_county");
  query.order = Order::net;
  query.limit = Bounded<1, 1000>(2);
  const auto found = read(query);
  ASSERT_EQ(found.rows.size(), 2u);
  EXPECT_EQ(found.rows[0].rank, 1);
  EXPECT_EQ(found.rows[1].rank, 1) << "equal values share a rank";
  EXPECT_EQ(found.rows[0].keys.at("origin_county"), "513332") << "equal ones keep the order of their keys";
  EXPECT_EQ(found.rows[0].share_ppm, 400'000);
  ASSERT_TRUE(found.others);
  EXPECT_EQ(found.others->rows, 2);
  EXPECT_EQ(found.others->net, Money(1500));
  EXPECT_EQ(found.total.net, Money(7500));
  query.limit.reset();
  const auto all = read(query);
  EXPECT_EQ(all.rows[2].rank, 3);
  EXPECT_FALSE(all.others);
}

TEST_F(ReportTest, ComparesWithTheYearBefore) {
  sell("440605", "513431", 1000);
  sell("440605", "513332", 700);
  service_db.clock.advance(std::chrono::hours(24 * 365));
  sell("440605", "513431", 1500);
  sell("440605", "513331", 200);
  auto query = ask("origin_county,month", "2027");
  query.year_on_year = true;
  query.order = Order::change;
  const auto found = read(query);
  ASSERT_EQ(found.rows.size(), 3u);
  EXPECT_EQ(found.rows[0].keys.at("origin_county"), "513431");
  EXPECT_EQ(found.rows[0].keys.at("month"), "2027-11");
  EXPECT_EQ(found.rows[0].previous_net, Money(1000));
  EXPECT_EQ(found.rows[0].change, Money(500));
  EXPECT_EQ(found.rows[0].change_ppm, 500'000);
  EXPECT_FALSE(found.rows[1].change_ppm) << "nothing was bought of it the year before";
  EXPECT_EQ(found.rows[2].net, Money(0));
  EXPECT_EQ(found.rows[2].change, Money(-700));
  EXPECT_EQ(found.total.previous_net, Money(1700));
  EXPECT_EQ(found.total.change, Money(0));
}

TEST_F(ReportTest, CountsDistinctAndKeepsFewPersonsToItself) {
  for (int i = 0; i < 3; ++i) sell("440605", "513431", 1000);
  for (int i = 0; i < 4; ++i) sell("440605", "513332", 1000);
  for (int i = 0; i < 5; ++i) sell("440605", "513331", 1000);
  sell("440304", "513333", 1000);
  sell("440104", "513430", 1000, orders::BuyerKind::budget_unit);
  auto query = ask("origin_county");
  query.distinct = Text<1, 60>("buyers,suppliers,products");
  const auto found = read(query);
  std::map<std::string, const ReportRow*> by;
  for (const auto& row : found.rows) by[row.keys.at("origin_county")] = &row;
  EXPECT_EQ(by.at("513431")->distinct->products, 3);
  EXPECT_EQ(by.at("513431")->distinct->suppliers, 1);
  EXPECT_EQ(by.at("513331")->distinct->buyers, 5);
  EXPECT_FALSE(by.at("513333")->distinct->buyers);
  EXPECT_EQ(by.at("513333")->distinct->suppressed, std::vector<std::string>{"buyers"});
  EXPECT_FALSE(by.at("513332")->distinct->buyers) << "its prefecture's sum less the others would tell of 513333";
  EXPECT_FALSE(by.at("513431")->distinct->buyers) << "as 513430 by the other prefecture's";
  EXPECT_EQ(found.total.distinct->buyers, 14);
  EXPECT_EQ(found.total.distinct->suppliers, 1) << "never the sum of the rows";
  // Nor do the first rows and the total tell of the rest.
  query.order = Order::net;
  query.limit = Bounded<1, 1000>(4);
  for (const auto& row : read(query).rows)
    EXPECT_EQ(row.distinct->buyers.has_value(), row.keys.at("origin_county") == "513331");
  query.order.reset();
  query.limit.reset();
  query.buyer_kind = orders::BuyerKind::budget_unit;
  EXPECT_EQ(read(query).total.distinct->buyers, 1) << "units are no persons";
  // By what only the lines tell.
  query = ask("delivery_division,supplier");
  query.distinct = Text<1, 60>("buyers,products");
  EXPECT_EQ(read(query).total.distinct->products, 14);
}

TEST_F(ReportTest, TheSameAnswerComesAgain) {
  sell("440605", "513431", 1000);
  const auto before = read(ask("pairing"));
  service_db.clock.advance(std::chrono::hours(30));
  const auto next_day = read(ask("pairing"));
  auto order = complete({"440605", "513431"});
  refund(order, 0, 400, {Measure::ordered, Measure::paid});
  auth::Principal operates;
  operates.role = auth::Role::platform_operator;
  PairingEntry entry;
  entry.buyer_division = Text<6, 6>("440605");
  entry.origin_division = Text<6, 6>("513431");
  entry.valid_from = *parse_date("2026-11-24");
  entry.valid_to = *parse_date("2027-12-31");
  const auto version = fixture::run(pairings.list())->version;
  ASSERT_TRUE(fixture::run(pairings.put(operates, entry, version)));
  EXPECT_EQ(read(ask("pairing")).rows.size(), 2u) << "what was sold before it began stays where it was";
  EXPECT_EQ(read(ask("pairing")).total.net, Money(1600));
  for (const auto& then : {before, next_day}) {
    auto query = ask("pairing");
    query.as_of = Text<10, 160>(then.as_of);
    EXPECT_EQ(json::print(read(query)), json::print(then));
  }
  auto query = ask("pairing");
  query.as_of = Text<10, 160>("2026-11-23");
  EXPECT_EQ(read(query).total.net, Money(1000));
  query.as_of = Text<10, 160>("2026-11-24");
  EXPECT_EQ(read(query).total.net, Money(1600));
  for (const auto* wrong :
       {"2026-13-01", "2030-01-01", "20261123.900.19700101.0.19700101.0.1.1", "20261123.1.19700101.0.19700101.0.1"}) {
    query.as_of = Text<10, 160>(wrong);
    EXPECT_EQ(refused(query).substr(0, 11), "query/as_of") << wrong;
  }
}

// A state that never was would be an official answer of nothing.
TEST_F(ReportTest, AsOfIsAStateThatWas) {
  sell("440605", "513431", 1000);
  const auto first = read(ask("pairing")).as_of;
  service_db.clock.advance(std::chrono::hours(30));
  sell("440605", "513431", 1000);
  const auto second = read(ask("pairing")).as_of;
  ASSERT_EQ(first.substr(0, 9), "20261123.");
  auto query = ask("pairing");
  for (const auto& wrong : {"20200101" + first.substr(8),                       // before anything was booked
                            "20261123" + second.substr(8),                      // the second sale without its day
                            "20261124.0" + second.substr(second.find('.', 9)),  // nothing, on a day that has something
                            "99991231" + second.substr(8)}) {
    query.as_of = Text<10, 160>(wrong);
    EXPECT_EQ(refused(query).substr(0, 11), "query/as_of") << wrong;
  }
  query.as_of = Text<10, 160>(first);
  EXPECT_EQ(read(query).total.net, Money(1000));
}

TEST_F(ReportTest, APairingBeginsInTheMiddleOfAMonth) {
  auth::Principal operates;
  operates.role = auth::Role::platform_operator;
  PairingEntry entry;
  entry.buyer_division = Text<6, 6>("440100");
  entry.origin_division = Text<6, 6>("513333");
  entry.valid_from = *parse_date("2026-11-25");
  entry.valid_to = *parse_date("2026-12-05");
  ASSERT_TRUE(fixture::run(pairings.put(operates, entry, fixture::run(pairings.list())->version)));
  for (int i = 0; i < 20; ++i) {
    sell("440104", "513333", 1000);
    service_db.clock.advance(std::chrono::hours(24));
  }
  const auto by = net_by(read(ask("pairing")), "pairing");
  EXPECT_EQ(by.at("440100-513333"), 18'000) << "from 25 November to the end that this installation extends it to";
  auto query = ask("month");
  query.pairing = Text<4, 40>("440100-513333");
  EXPECT_EQ(net_by(read(query), "month"), (std::map<std::string, std::int64_t>{{"2026-11", 6000}, {"2026-12", 12000}}));
}

TEST_F(ReportTest, NamesWhatCannotBeAsked) {
  sell("440605", "513431", 1000);
  auto query = ask("unit");
  EXPECT_EQ(refused(query), "query/group_by needs_unit");
  query = ask("month");
  query.order = Order::change;
  EXPECT_EQ(refused(query), "query/order needs_year_on_year");
  query = ask("pairing");
  query.distinct = Text<1, 60>("buyers");
  EXPECT_EQ(refused(query), "query/distinct not_by_pairing");
  query = ask("");
  query.distinct = Text<1, 60>("cats");
  EXPECT_EQ(refused(query), "query/distinct unknown_value");
  query = ask("supplier,delivery_division");
  EXPECT_EQ(refused(query), "accepted");
  Policy narrow = policy;
  narrow.most_entries = 0;
  Purchases strict{service_db.database, service_db.random, narrow};
  const auto out = fixture::run(strict.report(agency("*"), query));
  EXPECT_EQ(out.error().fields.at(0).code, "narrow_the_question");
  sell("440605", "513332", 1000);
  narrow = policy;
  narrow.most_rows = 1;
  Purchases short_ones{service_db.database, service_db.random, narrow};
  query = ask("origin_county");
  EXPECT_EQ(fixture::run(short_ones.report(agency("*"), query)).error().fields.at(0).pointer, "query/limit");
  query.limit = Bounded<1, 1000>(1);
  EXPECT_EQ(fixture::run(short_ones.report(agency("*"), query)).value().rows.size(), 1u);
}

}  // namespace
}  // namespace shanhai::measurement
