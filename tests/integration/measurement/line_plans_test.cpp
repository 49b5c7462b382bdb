// Statements behind pages of lines, whose text the program makes, read by keys: nothing before or behind the page.
#include <gtest/gtest.h>

#include "services/measurement/households/entries.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/purchases/lines.hpp"
#include "services/measurement/purchases/scope.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/plans.hpp"
#include "tests/integration/measurement/volume_life.hpp"

namespace shanhai::measurement {
namespace {

using Keys = std::set<std::string>;

class LinePlans : public testing::Test {
 protected:
  LinePlans() {
    tell(500);
    db.schema.connect().execute(
        "INSERT INTO period_freeze (period, from_day, to_day, orders_sequence, registrations_sequence, as_of, digest, "
        "signatures, actor, reason, frozen_at) SELECT '2026-10', '2026-10-01', '2026-10-31', sequence, 0, '" +
        as_of() +
        "', REPEAT('x', 32), '{\"note\": \"\"}', 'test', '', '2026-12-01' FROM measurement_source WHERE "
        "origin = 'orders'");
    tell(500);
  }

  void tell(int count) {
    std::vector<events::Event> some;
    while (count-- > 0) some.push_back(life.next().as_event());
    const auto done = db.transaction([&](db::Tx& tx) -> Result<void> {
      SH_CHECK(apply_orders_events(tx, some));
      return apply_parcels_shipped(tx, some);
    });
    if (done.has_error()) throw std::runtime_error(done.error().code);
  }
  std::string as_of() {
    return db.transaction([](db::Tx& tx) -> Result<AsOf> { return current_as_of(tx); })->str();
  }

  // Two pages, the second from the middle, with the keys that they were read by.
  std::map<std::string, Keys> read(LinesQuery query) {
    query.limit = Bounded<1, 200>(5);
    Plans plans(db);
    for (int page = 0; page < 2; ++page) {
      const auto found = db.transaction([&](db::Tx& tx) -> Result<PurchaseLines> {
        SH_TRY(const auto scope, visibility_of("*"));
        SH_TRY(const auto question, to_question(query, scope));
        SH_TRY(const auto after, purchases::parse_cursor(policy, query));
        return purchases::read_page(tx, policy, query, question, after, {0, true});
      });
      if (found.has_error()) throw std::runtime_error(found.error().code);
      EXPECT_FALSE(found->items.empty());
      if (found->next_cursor) query.cursor = Text<1, 512>(*found->next_cursor);
    }
    return plans.keys({"measurement.list_entries", "measurement.find_window_end", "measurement.sum_adjustments"});
  }
  static LinesQuery ask(const char* period, RefundView view) {
    LinesQuery out;
    out.measure = orders::Measure::ordered;
    out.period = period;
    out.refund_view = view;
    return out;
  }

  fixture::ServiceDatabase db{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  Policy policy;
  VolumeLife life{fixture::seed(), std::chrono::hours(5)};
};

TEST_F(LinePlans, FollowTheKeyOfTheirOrder) {
  policy.looked_at = 20;  // so that the page's window has an end
  EXPECT_EQ(read(ask("2026", RefundView::posting)).at("e"), Keys{"measurement_entry_posted"});
  EXPECT_EQ(read(ask("2026", RefundView::sale)).at("e"), Keys{"measurement_entry_sale_posted"});
  auto narrow = ask("2026-11", RefundView::posting);
  narrow.buyer_division = Text<6, 6>("440100");
  narrow.channel = orders::Channel::online;
  EXPECT_EQ(read(narrow).at("e"), Keys{"measurement_entry_posted"});
  auto late = ask("2026-10", RefundView::sale);
  late.adjustments = true;
  const auto keys = read(late);
  EXPECT_EQ(keys.at("a"), Keys{"PRIMARY"});
  EXPECT_EQ(keys.at("e"), Keys{"PRIMARY"});
}

}  // namespace
}  // namespace shanhai::measurement
