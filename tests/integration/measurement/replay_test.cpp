#include <random>

#include "services/measurement/audit.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/folded.hpp"
#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {
namespace {

std::string dump(fixture::ServiceDatabase& from, const std::string& table, const std::string& columns) {
  auto connection = from.schema.connect();
  connection.execute("SET SESSION group_concat_max_len = 16777216");  // MySQL's is 1024 by itself
  std::string out;
  for (const auto row : connection.query("SELECT SHA2(GROUP_CONCAT(CONCAT_WS('|'," + columns + ") ORDER BY " + columns +
                                         " SEPARATOR '\n'), 256) AS digest FROM " + table)) {
    out = row.find<std::string>("digest").value_or("empty");
  }
  return out;
}

class Replay : public PurchaseVolume {
 protected:
  // The history again, divided as `next` says, which is told how many events are left.
  void replay(fixture::ServiceDatabase& to, const std::function<std::size_t(std::size_t)>& next) {
    for (std::span<const events::Event> left(history); !left.empty();) {
      const auto some = std::min(next(left.size()), left.size());
      apply_again(to, left.first(some));
      left = left.subspan(some);
      if (some % 2 == 0) fold(to, 3);
    }
    fold(to);
  }

  void expect_same(fixture::ServiceDatabase& other) {
    const std::string entry =
        "measure,line_id,kind,source,origin,sequence,order_id,occurred_at,occurred_on,booked_on,posted_on,sale_on,"
        "sale_posted_on,attributed_on,IFNULL(frozen_for,''),amount_fen,quantity,buyer_kind,buyer_organisation,"
        "buyer_account,buyer_division,delivery_division,supplier,product,category,certified,production_county,"
        "raw_material_county,registration_county,channel";
    EXPECT_EQ(dump(service_db, "measurement_entry", entry), dump(other, "measurement_entry", entry));
    const std::string block = "cube,tier,measure,period,part,origin,level,block,piece,HEX(cells)";
    EXPECT_EQ(dump(service_db, "volume_block", block), dump(other, "volume_block", block));
    const std::string made = "origin,cube,tier,level,blocks";
    EXPECT_EQ(dump(service_db, "volume_fold", made), dump(other, "volume_fold", made));
    const std::string day = "origin,booked_on,first_sequence";
    EXPECT_EQ(dump(service_db, "measurement_booked", day), dump(other, "measurement_booked", day));
    const std::string source = "origin,sequence,booked_on";
    EXPECT_EQ(dump(service_db, "measurement_source", source), dump(other, "measurement_source", source));
  }
};

TEST_F(Replay, FromZeroWritesTheSameHoweverDividedAndTheAuditAgrees) {
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  use_grid(service_db, 8, 3);
  std::mt19937_64 random(fixture::seed());
  const char* buyers[] = {"440605", "440606", "440304", "442000"};
  const char* counties[] = {"513431", "513430", "513332", "513331"};
  for (int i = 0; i < 40; ++i) {
    auto order = facts({buyers[random() % 4],
                        counties[random() % 4],
                        catalog::Category(random() % 3),
                        orders::BuyerKind(random() % 4),
                        {std::int64_t(random() % 9000 + 1000), std::int64_t(random() % 9000 + 1000)}});
    if (random() % 3 == 0) order.freight = Money(std::int64_t(random() % 900 + 100));
    std::vector<Measure> counted;
    const auto reach = [&](Measure measure, std::string_view type) {
      apply(type, order);
      counted.push_back(measure);
      if (random() % 3 == 0) refund(order, random() % 2, std::int64_t(random() % 100 + 1), counted);
      service_db.clock.advance(std::chrono::hours(random() % 40));
    };
    reach(Measure::ordered, orders::kOrderPlaced);
    if (random() % 5 == 0) {
      apply(orders::kOrderCancelled, order);
      continue;
    }
    order.paid_at = service_db.clock.now();
    reach(Measure::paid, orders::kOrderPaid);
    reach(Measure::accepted, orders::kOrderAccepted);
    if (random() % 2) reach(Measure::completed, orders::kOrderPurchaseCompleted);
  }
  EXPECT_GT(fold(service_db), 10);
  const auto audited = service_db.transaction(audit_cubes);
  ASSERT_EQ(audited->size(), 12u);  // the entries, and tiers of all cubes
  for (const auto& finding : *audited) {
    EXPECT_EQ(finding.difference, 0) << finding.check << ' ' << finding.detail;
    EXPECT_GT(finding.compared, 0) << finding.check;
  }

  fixture::ServiceDatabase again("measurement", {sql::common::kMigrations, sql::measurement::kMigrations});
  use_grid(again, 8, 3);
  replay(again, [](std::size_t) { return 1; });
  expect_same(again);
  fixture::ServiceDatabase in_batches("measurement", {sql::common::kMigrations, sql::measurement::kMigrations});
  use_grid(in_batches, 8, 3);
  replay(in_batches, [&](std::size_t) { return 1 + random() % 12; });
  expect_same(in_batches);
  fixture::ServiceDatabase at_once("measurement", {sql::common::kMigrations, sql::measurement::kMigrations});
  use_grid(at_once, 8, 3);
  replay(at_once, [](std::size_t left) { return left; });
  expect_same(at_once);

  again.schema.connect().execute(
      "UPDATE volume_block SET cells = CONCAT(cells, cells) WHERE cube = 'supply' AND level = 1 LIMIT 1");
  std::int64_t difference = 0;
  const auto broken = again.transaction(audit_cubes);
  for (const auto& finding : *broken) difference += finding.difference;
  EXPECT_EQ(difference, 2) << "the block, and what is made of it";
}

}  // namespace
}  // namespace shanhai::measurement
