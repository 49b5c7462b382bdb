// Traceability's Api is the same in one process and over HTTP.
#include <gtest/gtest.h>

#include "common/base/gtin.hpp"
#include "services/traceability/household/store.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/remote.hpp"
#include "services/traceability/routes.hpp"
#include "services/traceability/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/traceability_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/internal_server.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::traceability {
namespace {

enum class Side { local, remote };

class TraceabilityApi : public testing::TestWithParam<Side> {
 protected:
  Api& api() { return GetParam() == Side::local ? static_cast<Api&>(local) : remote; }

  LotSoldPage after(std::optional<LotId> lot) { return fixture::run(api().lots_sold({lot})).value(); }

  // A packed lot of 100 units, of which some went to orders.
  LotId lot(std::int64_t transferred) {
    store::LotRow row;
    row.id = LotId::make(service.clock, service.random);
    row.supplier = supplier;
    row.kind = LotKind::packed;
    const auto digits = "02" + std::to_string(10000000000 + ++made_);
    row.gtin = digits + gs1_check_digit(digits);
    row.lot_number = "T" + std::to_string(made_);
    row.county = "513431";
    row.made_on = china_date(service.clock.now());
    row.unit = Unit::pcs;
    row.quantity = 100;
    service.transaction([&](db::Tx& tx) -> Result<void> {
      EXPECT_TRUE(store::insert_lot(tx, row));
      if (transferred == 0) return {};
      EXPECT_TRUE(store::reserve(tx, row, transferred) && store::transfer(tx, row, transferred));
      return {};
    });
    return row.id;
  }

  fixture::ServiceDatabase service{"traceability", {sql::common::kMigrations, sql::traceability::kMigrations}};
  Service local{service.database};
  InternalRoutes routes{local};
  fixture::InternalServer server{service.clock, service.random,
                                 [this](http::RouteTable& table) { routes.mount(table); }};
  RemoteApi remote{server.client()};
  const OrganisationId supplier = OrganisationId::make(service.clock, service.random);

 private:
  int made_ = 0;
};

TEST_P(TraceabilityApi, GivesNothingWhereNothingWasSold) {
  lot(0);
  const auto page = after(std::nullopt);
  EXPECT_TRUE(page.items.empty());
  EXPECT_FALSE(page.next.has_value());
}

TEST_P(TraceabilityApi, GivesEveryLotThatWasSoldOnceInPages) {
  std::map<LotId, std::int64_t> expected, seen;
  for (int i = 0; i < 450; ++i) {
    const std::int64_t transferred = i % 5;
    const auto id = lot(transferred);
    if (transferred > 0) expected[id] = transferred;
  }
  std::optional<LotId> next;
  std::vector<std::size_t> sizes;
  do {
    const auto page = after(next);
    for (const auto& item : page.items) EXPECT_TRUE(seen.emplace(item.lot, item.transferred).second);
    sizes.push_back(page.items.size());
    next = page.next;
  } while (next);
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{200, 160}));
}

TEST_P(TraceabilityApi, IsTheSameOnBothSides) {
  for (int i = 0; i < 7; ++i) lot(i);
  EXPECT_EQ(json::print(after(std::nullopt)), json::print(fixture::run(local.lots_sold({})).value()));
}

TEST_P(TraceabilityApi, TellsWhichHouseholdsAreASuppliers) {
  const auto household = [&](OrganisationId of) {
    store::HouseholdRow row;
    row.id = HouseholdId::make(service.clock, service.random);
    row.supplier = of;
    row.village_division = "513431";
    row.data_key = row.identity = "sealed";
    service.transaction([&](db::Tx& tx) -> Result<void> {
      store::insert_household(tx, row);
      return {};
    });
    return row.id.str();
  };
  const auto own = household(supplier), other = household(OrganisationId::make(service.clock, service.random));
  const OwnHouseholdsQuery query{supplier, {other, own, "hh_nobody", ""}};
  EXPECT_EQ(fixture::run(api().own_households(query)).value().households, std::vector{own});
  EXPECT_EQ(fixture::run(api().own_households({supplier, std::vector<std::string>(2001, own)})).error().code,
            "invalid_request");
}

// The way over HTTP has failures of its own: they are unavailability, never an empty answer.
TEST_P(TraceabilityApi, AWrongTokenIsUnavailability) {
  lot(1);
  RemoteApi stranger{server.client("another token of more than 32 characters")};
  EXPECT_THROW(fixture::run(stranger.lots_sold({})), Unavailable);
}

INSTANTIATE_TEST_SUITE_P(Sides, TraceabilityApi, testing::Values(Side::local, Side::remote),
                         [](const auto& info) { return info.param == Side::local ? "local" : "remote"; });

}  // namespace
}  // namespace shanhai::traceability
