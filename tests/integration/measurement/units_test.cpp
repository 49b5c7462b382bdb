#include "services/measurement/units/store.hpp"
#include "services/measurement/units/volume.hpp"
#include "tests/integration/measurement/units_world.hpp"

namespace shanhai::measurement {
namespace {

using UnitStreams = UnitWorld;

TEST_F(UnitStreams, AVersionThatComesAgainChangesNothing) {
  const auto top = organisation();
  auto below = organisation(top);
  const auto before = column(
      "SELECT CONCAT_WS(' ', version, name, valid_from, sequence) AS text "
      "FROM organisation_version ORDER BY organisation, version");
  auto again = below;
  again.name = "改名而未升版";
  tell(again);
  EXPECT_EQ(column("SELECT CONCAT_WS(' ', version, name, valid_from, sequence) AS text "
                   "FROM organisation_version ORDER BY organisation, version"),
            before);
  EXPECT_EQ(before.size(), 2u);
}

TEST_F(UnitStreams, AMoveCountsFromTheNextDayOn) {
  const auto top = organisation(), other = organisation();
  auto unit = organisation(top);
  go_to("2026-11-25");
  move(unit, other);
  unit.name = "新名";
  ++unit.version;
  tell(unit);
  const auto on = [&](const char* day, const identity::Organisation& root) {
    return service_db
        .transaction([&](db::Tx& tx) -> Result<std::size_t> {
          return load_subtree(tx, root.id).below(root.id, parse_date(day).value()).size();
        })
        .value();
  };
  EXPECT_EQ(on("2026-11-25", top), 2u) << "figures of a day are not changed by what is told on it";
  EXPECT_EQ(on("2026-11-26", top), 1u);
  EXPECT_EQ(on("2026-11-26", other), 2u);
}

TEST_F(UnitStreams, ProductsHaveTheirNewestName) {
  catalog::ProductPublished product;
  product.product = ProductId::make(service_db.clock, service_db.random);
  for (const auto* name : {"苦荞茶", "凉山苦荞茶"}) {
    ++product.version;
    product.name = name;
    events::Event event;
    event.sequence = product.version;
    event.type = catalog::kProductPublished;
    event.occurred_at = service_db.clock.now();
    event.payload = json::write(product).as_object();
    ASSERT_FALSE(service_db.transaction([&](db::Tx& tx) { return apply_product_published(tx, event); }).has_error());
  }
  const auto names = service_db.transaction([&](db::Tx& tx) -> Result<std::map<ProductId, std::string>> {
    return store::list_product_names(tx, {product.product});
  });
  EXPECT_EQ(names->at(product.product), "凉山苦荞茶");
}

TEST_F(UnitStreams, EverybodySeesTheirPartOfTheTree) {
  const auto top = organisation(), middle = organisation(top), leaf = organisation(middle, "440606");
  const auto stranger = organisation();
  EXPECT_EQ(must(units.list(as(middle), {})).items.size(), 2u);
  EXPECT_EQ(refused(units.list(as(leaf), {top.id, {}})), "unit_not_found") << "not what is above";
  EXPECT_EQ(refused(units.list(as(stranger), {middle.id, {}})), "unit_not_found");
  EXPECT_EQ(must(units.list(agency_of("440605"), {top.id, {}})).items.size(), 2u) << "the leaf is another district's";
  EXPECT_EQ(must(units.list(agency_of("440600"), {top.id, {}})).items.size(), 3u);
  EXPECT_EQ(refused(units.list(agency_of("513431"), {top.id, {}})), "unit_not_found");
  EXPECT_EQ(refused(units.list(agency_of("440100"), {top.id, {}})), "unit_not_found");
  EXPECT_EQ(refused(units.list(platform_operator(), {})), "query/unit required");
  EXPECT_EQ(reads_of("measurement.units.read"), std::vector<std::string>{"measurement.units.read 3"});
}

using TargetsOfAYear = UnitWorld;

TargetBody target(TargetLevel level, std::string subject, std::int64_t fen) {
  TargetBody out;
  out.year = 2026;
  out.level = level;
  out.subject = std::move(subject);
  out.amount = Money(fen);
  out.reason = "年度任务";
  return out;
}

TEST_F(TargetsOfAYear, AreSetWithAuthorityAndByWhoHasReadThem) {
  const auto body = target(TargetLevel::region, "440605", 1000);
  EXPECT_EQ(refused(targets.set(by(agency_of("440100")), body, 0)), "target_outside_authority");
  EXPECT_EQ(must(targets.set(by(agency_of("440600")), body, 0)).version, 1);
  EXPECT_EQ(refused(targets.set(by(agency_of("440600")), body, 0)), "precondition_failed");
  EXPECT_EQ(must(targets.set(by(platform_operator()), target(TargetLevel::region, "440605", 2000), 1)).version, 2);
  EXPECT_EQ(refused(targets.set(by(platform_operator()), target(TargetLevel::region, "440605", 0), 2)),
            "/amount out_of_range");
  EXPECT_EQ(refused(targets.set(
                by(platform_operator()),
                target(TargetLevel::unit, OrganisationId::make(service_db.clock, service_db.random).str(), 1), 0)),
            "/subject unknown_unit");
  EXPECT_EQ(column("SELECT CONCAT_WS(' ', aggregate_id, version, reason) AS text FROM outbox ORDER BY version"),
            (std::vector<std::string>{"2026/440605/paid 1 set", "2026/440605/paid 2 set"}))
      << "words of people stay with the row";
}

TEST_F(TargetsOfAYear, AreReadInOnesScopeAndAsOfADay) {
  const auto top = organisation(), below = organisation(top), stranger = organisation();
  must(targets.set(by(platform_operator()), target(TargetLevel::region, "440605", 10), 0));
  must(targets.set(by(platform_operator()), target(TargetLevel::region, "513431", 20), 0));
  must(targets.set(by(platform_operator()), target(TargetLevel::pairing, "440600-513431", 30), 0));
  must(targets.set(by(platform_operator()), target(TargetLevel::unit, below.id.str(), 40), 0));
  const auto seen = [&](const auth::Principal& who, std::optional<Text<10, 160>> as_of = {}) {
    std::vector<std::int64_t> out;
    TargetQuery query;
    query.year = 2026;
    query.as_of = as_of;
    query.limit = Bounded<1, 200>(1);
    for (;;) {
      const auto page = must(targets.list(who, query));
      for (const auto& one : page.items) out.push_back(one.amount.fen());
      if (!page.next_cursor) return out;
      query.cursor = Text<1, 512>(*page.next_cursor);
    }
  };
  using Amounts = std::vector<std::int64_t>;
  EXPECT_EQ(seen(platform_operator()), (Amounts{30, 10, 20, 40}));
  EXPECT_EQ(seen(agency_of("440605")), (Amounts{10, 40})) << "the pairing is the prefecture's";
  EXPECT_EQ(seen(agency_of("513431")), (Amounts{30, 20}));
  EXPECT_EQ(seen(as(top)), Amounts{40});
  EXPECT_EQ(seen(as(stranger)), Amounts{});
  go_to("2026-11-24");
  must(targets.set(by(platform_operator()), target(TargetLevel::region, "440605", 15), 1));
  EXPECT_EQ(seen(agency_of("440605")), (Amounts{15, 40}));
  EXPECT_EQ(seen(agency_of("440605"), Text<10, 160>("2026-11-23")), (Amounts{10, 40}));
  EXPECT_FALSE(reads_of("measurement.targets.read").empty());
}

TEST_F(TargetsOfAYear, OfAPairingThatNothingCanCountForAreRefused) {
  const auto set = [&](const char* pairing, std::int64_t year) {
    auto body = target(TargetLevel::pairing, pairing, 500);
    body.year = year;
    return refused(targets.set(by(platform_operator()), body, 0));
  };
  EXPECT_EQ(set("440100-513431", 2026), "/subject not_paired");
  EXPECT_EQ(set("440600-513431", 2030), "/year not_paired");
  EXPECT_EQ(set("440600-513431", 2010), "/year not_paired");
  EXPECT_EQ(set("440600-513431", 2027), "not refused") << "this installation extends the newest to its end";
}

TEST_F(TargetsOfAYear, AreReadAsTheyStoodAtTheNumberNotAtTheInstant) {
  must(targets.set(by(platform_operator()), target(TargetLevel::region, "440605", 10), 0));
  CompletionQuery query;
  query.year = 2026;
  const auto before = must(targets.completion(platform_operator(), query));
  must(targets.set(by(platform_operator()), target(TargetLevel::region, "440605", 15), 1));  // at the same instant
  query.as_of = Text<10, 160>(before.as_of);
  EXPECT_EQ(json::print(must(targets.completion(platform_operator(), query)).rows), json::print(before.rows));
  EXPECT_EQ(reads_of("measurement.completion.read"), std::vector<std::string>{"measurement.completion.read 2"});
}

TEST_F(TargetsOfAYear, AreMetByWhatLiesInThem) {
  const auto foshan = organisation({}, "440605"), shunde = organisation({}, "440606");
  must(targets.set(by(platform_operator()), target(TargetLevel::region, "440600", 1000), 0));
  must(targets.set(by(platform_operator()), target(TargetLevel::region, "440606", 1000), 0));
  must(targets.set(by(platform_operator()), target(TargetLevel::region, "513431", 4000), 0));
  must(targets.set(by(platform_operator()), target(TargetLevel::pairing, "440600-513431", 500), 0));
  auto order = buys(foshan, 600);
  go_to("2026-12-02");
  buys(shunde, 900, true, "513436");
  refund(order, 0, 100, {Measure::ordered, Measure::paid});
  CompletionQuery query;
  query.year = 2026;
  const auto found = must(targets.completion(platform_operator(), query));
  ASSERT_EQ(found.rows.size(), 3u);
  EXPECT_EQ(found.rows[0].subject, "440600");
  EXPECT_EQ(found.rows[0].net, Money(1400));
  EXPECT_EQ(found.rows[0].completion_ppm, 1'400'000) << "may exceed all";
  EXPECT_EQ(found.rows[0].rank, 1);
  ASSERT_EQ(found.rows[0].months.size(), 12u);
  EXPECT_EQ(found.rows[0].months[10].cumulated, Money(600));
  EXPECT_EQ(found.rows[0].months[11].net, Money(800)) << "a refund counts in its own month";
  EXPECT_EQ(found.rows[1].subject, "440606");
  EXPECT_EQ(found.rows[1].completion_ppm, 900'000);
  EXPECT_EQ(found.rows[2].subject, "513431");
  EXPECT_EQ(found.rows[2].net, Money(500));
  query.level = TargetLevel::pairing;
  EXPECT_EQ(must(targets.completion(agency_of("440600"), query)).rows.at(0).net, Money(500));
  EXPECT_TRUE(must(targets.completion(agency_of("440100"), query)).rows.empty());
}

TEST_F(TargetsOfAYear, AUnitIsMetByWhatStoodBelowItOnTheDay) {
  const auto top = organisation(), other = organisation();
  auto moved = organisation(top);
  must(targets.set(by(platform_operator()), target(TargetLevel::unit, top.id.str(), 1000), 0));
  must(targets.set(by(platform_operator()), target(TargetLevel::unit, other.id.str(), 1000), 0));
  buys(top, 100);
  buys(moved, 20);
  CompletionQuery query;
  query.year = 2026;
  query.level = TargetLevel::unit;
  const auto before = must(targets.completion(platform_operator(), query));
  go_to("2026-12-01");
  move(moved, other);
  go_to("2026-12-03");
  buys(moved, 3);
  const auto net = [&](const Completion& in, const identity::Organisation& unit) {
    for (const auto& row : in.rows) {
      if (row.subject == unit.id.str()) return row.net.fen();
    }
    return std::int64_t(-1);
  };
  const auto after = must(targets.completion(platform_operator(), query));
  EXPECT_EQ(net(after, top), 120) << "what it bought before it moved stays";
  EXPECT_EQ(net(after, other), 3);
  query.as_of = Text<10, 160>(before.as_of);
  const auto again = must(targets.completion(platform_operator(), query));
  EXPECT_EQ(json::print(again.rows), json::print(before.rows));
}

}  // namespace
}  // namespace shanhai::measurement
