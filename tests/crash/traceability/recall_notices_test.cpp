// A recall, and the telling of all buyers whom it reached, killed at every commit and at its own points, again and
// again. In the end the block holds, each buyer is told once, and nobody who was not reached.
#include <gtest/gtest.h>

#include <set>

#include "common/base/encoding.hpp"
#include "common/notifications/sealed.hpp"
#include "services/orders/fulfilment/deadlines.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/common_migrations.hpp"
#include "sql/orders_migrations.hpp"
#include "sql/orders_queries.hpp"
#include "sql/traceability_migrations.hpp"
#include "tests/crash/traceability/installation.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::traceability {
namespace {

constexpr int kBuyers = 6;
constexpr auto kCommits = "before and after each commit";

db::Endpoint endpoint_of(const std::string& schema) {
  const auto prefix = "SCHEMA_" + schema;
  return {fixture::from_parent("ADDRESS"), fixture::from_parent(prefix.c_str()), fixture::from_parent(prefix.c_str()),
          fixture::from_parent(("PASSWORD_" + schema).c_str()), ""};
}

TEST(CrashChild, DISABLED_RecallsAndTells) {
  Installation here(endpoint_of("traceability"), endpoint_of("orders"),
                    parse_rfc3339(fixture::from_parent("NOW")).value());
  auth::Principal caller;
  caller.role = auth::Role::supplier;
  caller.organisation = OrganisationId::parse(fixture::from_parent("SUPPLIER")).value();
  const auto lot = LotId::parse(fixture::from_parent("LOT")).value();
  // As the loops do when a process starts.
  fixture::run(here.recalls.carry_out_due());
  const db::IdempotencyKey key{sha256("scope recall"), sha256("recall")};
  const auto recall = fixture::run(here.recalls.recall(caller, key, lot, {Text<1, 200>("农残超标")}, {}));
  ASSERT_TRUE(recall.has_value()) << recall.error().code;
  EXPECT_EQ(recall->value.state, RecallState::confirmed);
  orders::Deadlines deadlines(here.context);
  while (fixture::run(deadlines.tell_due()) > 0) {
  }
}

class RecallNoticeCrash : public testing::TestWithParam<const char*> {
 protected:
  RecallNoticeCrash() {
    Installation first(traceability.schema.endpoint(), orders.schema.endpoint(), now);
    caller.role = auth::Role::supplier;
    caller.organisation = OrganisationId::make(first.clock, first.random);
    raw = first_lot(first);
    for (int i = 0; i < 2; ++i) packed.push_back(LotId::make(first.clock, first.random));
    const auto made = traceability.transaction([&](db::Tx& tx) -> Result<void> {
      for (const auto lot : packed) {
        store::LotRow row;
        row.id = lot;
        row.supplier = *caller.organisation;
        row.kind = LotKind::packed;
        row.lot_number = "T" + std::to_string(lot == packed[0]);
        row.gtin = "02012345678903";
        row.sku = SkuId::make(first.clock, first.random);
        row.product_name = "凉山苦荞茶";
        row.county = "513431";
        row.made_on = china_date(now);
        row.unit = Unit::pcs;
        row.quantity = 10;
        row.epc_class = first.names.packed_lot(*row.gtin, row.lot_number);
        store::insert_lot(tx, row);
        store::insert_inputs(tx, lot, {{raw, 500}});
      }
      return {};
    });
    if (made.has_error()) throw std::runtime_error("no lots");
    sell(first);
  }

  LotId first_lot(Installation& at) {
    HouseholdEntry household;
    household.name = "阿木";
    household.village_division = "513431";
    const auto who = fixture::run(at.households.add(caller, household)).value().household_id;
    LotEntry entry;
    entry.product_name = Text<1, 80>("苦荞");
    entry.lot_number = "R1";
    entry.county = "513431";
    entry.made_on = china_date(now);
    entry.quantity = 100'000;
    entry.deliveries = std::vector<DeliveryEntry>{{who, 100'000, china_date(now)}};
    return fixture::run(at.lots.record(caller, {sha256("scope"), sha256("raw")}, entry, {})).value().value.lot_id;
  }

  // Each buyer has two orders, one of each lot; the last one bought something else.
  void sell(Installation& at) {
    const auto done = orders.transaction([&](db::Tx& tx) -> Result<void> {
      std::vector<orders::ParcelRow> parcels;
      std::vector<orders::ParcelLotRow> lots;
      for (const auto lot : packed) {
        const auto sku = SkuId::make(at.clock, at.random);
        tx.execute(sql::orders::stock_ensure, {{"sku", sku}, {"supplier", *caller.organisation}});
        tx.execute(sql::orders::lot_stock_insert,
                   {{"sku", sku}, {"lot", lot}, {"lot_number", "T"}, {"best_before", nullptr}, {"quantity", 4}});
        orders::store::move_stock(tx, at.random, {{sku, orders::StockEntryKind::received, lot, 4, 0, std::nullopt}});
      }
      for (int i = 0; i <= kBuyers; ++i) {
        const auto buyer = AccountId::make(at.clock, at.random);
        if (i < kBuyers) buyers.insert(buyer);
        for (const auto lot : packed) {
          const auto order = OrderId::make(at.clock, at.random);
          insert_order(tx, at, order, buyer);
          const auto parcel = ParcelId::make(at.clock, at.random);
          parcels.push_back({parcel, order, 0, "440605", {}, {}, now, {}});
          lots.push_back({order, parcel, OrderLineId::make(at.clock, at.random),
                          i < kBuyers ? lot : LotId::make(at.clock, at.random), SkuId::make(at.clock, at.random), "T",
                          1, 0});
        }
      }
      orders::store::insert_parcels(tx, parcels, lots);
      return {};
    });
    if (done.has_error()) throw std::runtime_error("no orders");
  }
  void insert_order(db::Tx& tx, Installation& at, OrderId order, AccountId buyer) {
    const std::vector<db::Params> row{{{"id", order},
                                       {"group_id", OrderGroupId::make(at.clock, at.random)},
                                       {"supplier", *caller.organisation},
                                       {"buyer", buyer},
                                       {"buyer_account", buyer},
                                       {"buyer_kind", "consumer"},
                                       {"buyer_division", "440605"},
                                       {"channel", "online"},
                                       {"payment_channel", "wechat_pay"},
                                       {"state", "paid"},
                                       {"on_credit", false},
                                       {"no_return_confirmed", false},
                                       {"total_fen", 100},
                                       {"freight_fen", 0},
                                       {"promotion", nullptr},
                                       {"recipient_key", nullptr},
                                       {"replaces", nullptr},
                                       {"placed_at", now}}};
    tx.execute_rows(sql::orders::order_insert, row);
  }

  bool killed_at(const std::string& point, int passage) {
    now += std::chrono::minutes(2);
    const auto& t = traceability.schema.endpoint();
    const auto& o = orders.schema.endpoint();
    const auto place = point != kCommits ? point + ":" + std::to_string(passage)
                                         : (passage % 2 ? "db.before_commit:" : "db.after_commit:") +
                                               std::to_string((passage + 1) / 2);
    const auto end =
        fixture::run_child("CrashChild.DISABLED_RecallsAndTells", {{"ADDRESS", t.address},
                                                                   {"SCHEMA_traceability", t.schema},
                                                                   {"PASSWORD_traceability", t.password},
                                                                   {"SCHEMA_orders", o.schema},
                                                                   {"PASSWORD_orders", o.password},
                                                                   {"SUPPLIER", caller.organisation->str()},
                                                                   {"LOT", raw.str()},
                                                                   {"NOW", to_rfc3339(now)},
                                                                   {"SHANHAI_KILL_AT", place}});
    if (!end.killed) EXPECT_EQ(end.exit_code, 0) << place;
    return end.killed;
  }

  // Whom notices are for; each row once.
  std::multiset<AccountId> told() {
    constexpr db::Query kAll{"test.notifications", "SELECT id, template, recipient FROM notification ORDER BY id"};
    SecureRandom random;
    const auth::Vault vault(std::string(32, 'm'), std::string(32, 'l'), random);
    return orders
        .transaction([&](db::Tx& tx) -> Result<std::multiset<AccountId>> {
          std::multiset<AccountId> out;
          for (const auto row : tx.query(kAll)) {
            if (!row.get<std::string>("template").ends_with("recalled.buyer")) continue;
            const auto id = row.get<notifications::NotificationId>("id");
            const auto text =
                vault.open_directly(row.get<db::Bytes>("recipient").value, notifications::recipient_context(id));
            out.insert(json::parse<notifications::Recipient>(text.value()).value().account.value());
          }
          return out;
        })
        .value();
  }

  fixture::ServiceDatabase traceability{"traceability", {sql::common::kMigrations, sql::traceability::kMigrations}};
  fixture::ServiceDatabase orders{"orders", {sql::common::kMigrations, sql::orders::kMigrations}};
  Instant now = parse_rfc3339("2026-11-23T08:30:00Z").value();
  auth::Principal caller;
  LotId raw;
  std::vector<LotId> packed;
  std::set<AccountId> buyers;
};

TEST_P(RecallNoticeCrash, TellsEachBuyerOnceWhereverItIsKilled) {
  int killed = 0;
  while (killed_at(GetParam(), killed + 1)) ASSERT_LT(++killed, 200);
  EXPECT_GE(killed, 1);
  const auto found = told();
  EXPECT_EQ(found.size(), buyers.size());
  EXPECT_EQ(std::set<AccountId>(found.begin(), found.end()), buyers);
  auto connection = orders.schema.connect();
  EXPECT_EQ(connection.query("SELECT COUNT(*) FROM lot_gate WHERE blocked_at IS NOT NULL")
                .front()
                .get<std::int64_t>("COUNT(*)"),
            2);
  EXPECT_EQ(connection.query("SELECT SUM(on_hand) AS n FROM lot_stock").front().get<std::int64_t>("n"), 0)
      << "the block holds";
  EXPECT_EQ(connection.query("SELECT COUNT(*) FROM recall_notice WHERE told_at IS NULL")
                .front()
                .get<std::int64_t>("COUNT(*)"),
            0);
}

INSTANTIATE_TEST_SUITE_P(Points, RecallNoticeCrash,
                         testing::Values("traceability.recall.recorded", "traceability.recall.blocked",
                                         "orders.recall_notice.queued", kCommits));

}  // namespace
}  // namespace shanhai::traceability
