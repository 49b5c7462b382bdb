// Measurement's Api is the same in one process and over HTTP.
#include <gtest/gtest.h>

#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/remote.hpp"
#include "services/measurement/routes.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/internal_server.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::measurement {
namespace {

enum class Side { local, remote };

class MeasurementApi : public testing::TestWithParam<Side> {
 protected:
  Api& api() { return GetParam() == Side::local ? static_cast<Api&>(local) : remote; }
  MeasureTotals totals() { return fixture::run(api().totals({})).value(); }

  void apply(std::string_view type, const json::Value& payload) {
    events::Event event;
    event.sequence = ++sequence_;
    event.type = type;
    event.occurred_at = service.clock.now();
    event.payload = payload.as_object();
    const auto done = service.transaction([&](db::Tx& tx) { return apply_orders_events(tx, {&event, 1}); });
    ASSERT_TRUE(done.has_value()) << done.error().code;
  }

  orders::OrderFacts order(std::int64_t fen) {
    orders::OrderFacts out;
    out.order = OrderId::make(service.clock, service.random);
    out.supplier = OrganisationId::make(service.clock, service.random);
    out.buyer_account = AccountId::make(service.clock, service.random);
    out.buyer_division = "440605";
    out.placed_at = service.clock.now();
    out.paid_at = service.clock.now();
    orders::LineFacts line;
    line.line = OrderLineId::make(service.clock, service.random);
    line.product = ProductId::make(service.clock, service.random);
    line.quantity = 1;
    line.amount = Money(fen);
    line.production_county = line.raw_material_county = line.registration_county = "513431";
    line.delivery_division = "440605";
    out.lines = {line};
    return out;
  }

  fixture::ServiceDatabase service{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  Service local{service.database};
  Routes routes{local};
  fixture::InternalServer server{service.clock, service.random,
                                 [this](http::RouteTable& table) { routes.mount(table); }};
  RemoteApi remote{server.client()};

 private:
  std::int64_t sequence_ = 0;
};

TEST_P(MeasurementApi, CountsNothingBeforeAnythingHappened) {
  const auto found = totals();
  EXPECT_TRUE(found.items.empty());
  EXPECT_EQ(found.applied_sequence, 0);
}

TEST_P(MeasurementApi, TotalsAreWhatWasCounted) {
  // Beyond what a double could hold to the fen.
  constexpr std::int64_t kMuch = 9'007'199'254'740'993;
  const auto first = order(kMuch), second = order(4980);
  apply(orders::kOrderPlaced, json::write(first));
  apply(orders::kOrderPlaced, json::write(second));
  apply(orders::kOrderPaid, json::write(second));
  orders::OrderRefunded refund{RefundId::make(service.clock, service.random),
                               second,
                               {{second.lines[0].line, 1, Money(980)}},
                               {orders::Measure::ordered, orders::Measure::paid}};
  apply(orders::kOrderRefunded, json::write(refund));
  std::map<orders::Measure, MeasureTotal> by;
  for (const auto& item : totals().items) by[item.measure] = item;
  ASSERT_EQ(by.size(), 2u);
  EXPECT_EQ(by[orders::Measure::ordered].gross, Money(kMuch + 4980));
  EXPECT_EQ(by[orders::Measure::ordered].refunded, Money(980));
  EXPECT_EQ(by[orders::Measure::ordered].lines, 2);
  EXPECT_EQ(by[orders::Measure::paid].gross, Money(4980));
  EXPECT_EQ(by[orders::Measure::paid].lines, 1);
}

TEST_P(MeasurementApi, IsTheSameOnBothSides) {
  apply(orders::kOrderPlaced, json::write(order(1)));
  EXPECT_EQ(json::print(totals()), json::print(fixture::run(local.totals({})).value()));
}

TEST_P(MeasurementApi, AWrongTokenIsUnavailability) {
  RemoteApi stranger{server.client("another token of more than 32 characters")};
  EXPECT_THROW(fixture::run(stranger.totals({})), Unavailable);
}

INSTANTIATE_TEST_SUITE_P(Sides, MeasurementApi, testing::Values(Side::local, Side::remote),
                         [](const auto& info) { return info.param == Side::local ? "local" : "remote"; });

}  // namespace
}  // namespace shanhai::measurement
