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

// What a later release knows of pairings does not change what was told before it came.
TEST_F(PurchaseVolume, PairingsOfALaterReleaseHaveARevisionOfTheirOwn) {
  complete({"440106", "513331"});
  const auto question = [&](std::optional<Text<10, 160>> as_of) {
    ReportQuery query;
    query.measure = Measure::completed;
    query.period = "2026";
    query.group_by = Text<0, 200>("pairing");
    query.as_of = as_of;
    return fixture::run(purchases.report(agency("*"), query)).value();
  };
  const auto before = question({});
  const auto revision = fixture::run(pairings.list())->version;
  const auto release = [&] {
    auto rows = parse_pairings_csv(seed::kPairings);
    rows.push_back({"440106", "513331", parse_date("2021-01-01").value(), parse_date("2027-12-31").value(), "year",
                    "documented", "", 1});
    ASSERT_TRUE(service_db.transaction([&](db::Tx& tx) -> Result<void> {
      store::seed_pairings(tx, rows);
      return {};
    }));
  };
  release();
  EXPECT_EQ(fixture::run(pairings.list())->version, revision + 1);
  EXPECT_EQ(net_by(question({}), "pairing"), (std::map<std::string, std::int64_t>{{"440106-513331", 1000}}));
  EXPECT_EQ(json::print(question(Text<10, 160>(before.as_of))), json::print(before));
  release();
  EXPECT_EQ(fixture::run(pairings.list())->version, revision + 1) << "nothing is new";
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

}  // namespace
}  // namespace shanhai::measurement
