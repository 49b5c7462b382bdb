// What a question may cost: counted in several passes, or refused before it is summed line by line.
#include "tests/integration/measurement/folded.hpp"
#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {
namespace {

class Bounds : public PurchaseVolume {
 protected:
  static ReportQuery ask(const char* group_by, const char* distinct = nullptr) {
    ReportQuery out;
    out.measure = Measure::paid;
    out.period = "2026";
    out.group_by = Text<0, 200>(group_by);
    if (distinct) out.distinct = Text<1, 60>(distinct);
    return out;
  }
  Result<Report> answer(const ReportQuery& query) {
    Purchases with_policy(service_db.database, service_db.random, policy);
    return fixture::run(with_policy.report(agency("*"), query));
  }
  std::int64_t entries() {
    auto connection = service_db.schema.connect();
    const auto rows = connection.query("SELECT COUNT(*) AS n FROM measurement_entry WHERE measure = 'paid'");
    return rows.front().get<std::int64_t>("n");
  }
  Error refused(const ReportQuery& query) {
    auto out = answer(query);
    if (out.has_value()) throw std::runtime_error("this should have been refused");
    return std::move(out).error();
  }
};

TEST_F(Bounds, DistinctMembersAreCountedInAsManyPassesAsTheyNeed) {
  for (int i = 0; i < 24; ++i) {
    complete({i % 2 ? "440605" : "440304", i % 3 ? "513431" : "513332"});
    service_db.clock.advance(std::chrono::seconds(1));
  }
  fold(service_db);
  for (const auto* by : {"", "buyer_division", "month,origin_county"}) {
    const auto query = ask(by, "buyers,suppliers,products");
    policy.members_at_once = 500'000;
    const auto whole = answer(query).value();
    EXPECT_EQ(whole.total.distinct->buyers, 24);
    EXPECT_EQ(whole.total.distinct->products, 24);
    policy.members_at_once = 6;
    const auto passes = answer(query).value();
    EXPECT_EQ(json::print(passes.rows), json::print(whole.rows)) << by;
    EXPECT_EQ(json::print(passes.total), json::print(whole.total)) << by;
  }
  policy.members_at_once = 0;
  const auto error = refused(ask("", "buyers"));
  EXPECT_EQ(error.fields.front().pointer, "query/distinct");
  EXPECT_EQ(error.fields.front().code, "narrow_the_question");
}

TEST_F(Bounds, PairingsThatBeginWithinAMonthAreSummedLineByLineWithinTheLimit) {
  auth::Principal operates;
  operates.role = auth::Role::platform_operator;
  PairingEntry entry;
  entry.buyer_division = Text<6, 6>("440600");
  entry.origin_division = Text<6, 6>("513332");
  entry.valid_from = *parse_date("2026-11-10");
  entry.valid_to = *parse_date("2027-12-31");
  ASSERT_TRUE(fixture::run(pairings.put(operates, entry, fixture::run(pairings.list())->version)).has_value());
  complete({"440605", "513332"});
  fold(service_db);
  EXPECT_EQ(net_by(answer(ask("pairing")).value(), "pairing"),
            (std::map<std::string, std::int64_t>{{"440600-513332", 1000}}));
  // Only what is attributed to that month counts, and of it what is asked for.
  const auto entries_of_november = entries();
  service_db.clock.advance(std::chrono::hours(24 * 15));
  for (int i = 0; i < 2; ++i) complete({"440605", "513332"});
  policy.most_entries = entries_of_november;
  EXPECT_TRUE(answer(ask("pairing")).has_value());
  service_db.clock.advance(-std::chrono::hours(24 * 15));
  complete({"440304", "513332"});
  EXPECT_EQ(refused(ask("pairing")).fields.front().code, "narrow_the_question");
  auto of_one_buyer = ask("pairing");
  of_one_buyer.buyer_division = Text<6, 6>("440605");
  EXPECT_TRUE(answer(of_one_buyer).has_value());
  policy.most_entries = 0;
  const auto error = refused(ask("pairing"));
  EXPECT_EQ(error.fields.front().pointer, "query/group_by");
  EXPECT_EQ(error.fields.front().code, "narrow_the_question");
  EXPECT_TRUE(answer(ask("origin_county")).has_value()) << "nothing of that is asked for";
}

TEST_F(Bounds, TooManyRowsAreRefusedBeforeMoreIsRead) {
  complete({"440605", "513332"});
  complete({"440605", "513431"});
  policy.most_rows = 1;
  // Neither the year before nor what is distinct is looked at: the latter would be refused, too.
  auto query = ask("origin_county,pairing", "buyers");
  query.year_on_year = true;
  EXPECT_EQ(refused(query).fields.front().pointer, "query/limit");
  query.limit = Bounded<1, 1000>(1);
  EXPECT_EQ(refused(query).fields.front().pointer, "query/distinct");
}

}  // namespace
}  // namespace shanhai::measurement
