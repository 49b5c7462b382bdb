// What an installation had before declarations and targets were numbered is the state of number 0.
#include <gtest/gtest.h>

#include <algorithm>

#include "services/measurement/reserved_share/store.hpp"
#include "services/measurement/units/consumer.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::string_view kStates = "0011_states";

TEST(MeasurementUpgrade, WhatWasDeclaredBeforeIsTheFirstState) {
  const std::span<const db::Migration> all = sql::measurement::kMigrations;
  const auto states = std::find_if(all.begin(), all.end(), [](const auto& one) { return one.name == kStates; });
  ASSERT_NE(states, all.end());
  fixture::ServiceDatabase service("measurement", {sql::common::kMigrations, {all.begin(), states}});
  auto connection = service.schema.connect();
  for (const auto* statement :
       {"INSERT INTO reserved_share_declaration VALUES (REPEAT('d', 16), 2026, REPEAT('u', 16), '440605', 'shared', "
        "'confirmed', 1000, 300000, 300, NULL, NULL, '', 2, '2026-03-01 00:00:00')",
        "INSERT INTO reserved_share_unit VALUES (2026, REPEAT('u', 16), REPEAT('d', 16))",
        "INSERT INTO reserved_share_unit VALUES (2026, REPEAT('v', 16), REPEAT('d', 16))",
        "INSERT INTO event_checkpoint VALUES ('measurement.identity', 7, '2026-03-01 00:00:00')"})
    connection.execute(statement);
  const auto applied = db::migrate(connection, all);
  EXPECT_EQ(applied.front(), "measurement/0011_states");
  const auto read = [](db::Tx& tx) -> Result<std::vector<DeclarationRow>> {
    return store::list_for_units(tx, 2026, {OrganisationId::from_raw(std::string(16, 'v'))}, 0);
  };
  const auto found = service.transaction(read).value();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].units.size(), 2u);
  EXPECT_EQ(found[0].reserved, Money(300));
  EXPECT_EQ(found[0].version, 2);
  // The next step replaces it from then on.
  const auto replace = [row = found[0]](db::Tx& tx) -> Result<void> {
    auto next = row;
    ++next.version;
    next.reserved = Money(400);
    store::append_version(tx, next, 1);
    return {};
  };
  ASSERT_TRUE(service.transaction(replace));
  EXPECT_EQ(service.transaction(read).value().at(0).reserved, Money(300));
  EXPECT_TRUE(connection.query("SELECT sequence FROM event_checkpoint WHERE consumer = 'measurement.identity'").empty())
      << "organisations are read again from the beginning";
}

// Sums of flags were made anew by an earlier migration: what flags were told of by then is settled.
TEST(MeasurementUpgrade, WhatFlagsWereToldOfIsSettled) {
  const std::span<const db::Migration> all = sql::measurement::kMigrations;
  const auto settled =
      std::find_if(all.begin(), all.end(), [](const auto& one) { return one.name == "0015_flags_settled"; });
  ASSERT_NE(settled, all.end());
  fixture::ServiceDatabase service("measurement", {sql::common::kMigrations, {all.begin(), settled}});
  auto connection = service.schema.connect();
  for (const auto* statement :
       {"INSERT INTO flag (id, rule, evidence_key, state, version, supplier, buyer_organisation, buyer_division, "
        "county, "
        "occurred_on, amount_fen, evidence, raised_at) VALUES (REPEAT('f', 16), 'related_parties', REPEAT('k', 32), "
        "'confirmed', 2, REPEAT('s', 16), REPEAT('u', 16), '440605', '513431', '2026-03-01', 1, '{}', '2026-03-01')",
        "UPDATE measurement_source SET sequence = 70 WHERE origin = 'orders'",
        "INSERT INTO event_checkpoint VALUES ('measurement.flags.orders', 3, '2026-03-01 00:00:00')",
        "INSERT INTO event_checkpoint VALUES ('measurement.flags.registrations', 7, '2026-03-01 00:00:00')"})
    connection.execute(statement);
  db::migrate(connection, all);
  const auto rows = connection.query("SELECT settled_orders, settled_registrations FROM flag");
  EXPECT_EQ(rows.front().get<std::int64_t>("settled_orders"), 70) << "they are being read again";
  EXPECT_EQ(rows.front().get<std::int64_t>("settled_registrations"), 7);
}

}  // namespace
}  // namespace shanhai::measurement
