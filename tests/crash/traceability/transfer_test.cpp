// The process that puts lots on sale and recalls them is killed at every commit and between the steps of each transfer,
// again and again. Its client repeats what was not answered, under the same key. In the end what was acknowledged is
// there, once, and every unit is in one place.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/base/encoding.hpp"
#include "services/catalog/api.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/traceability/catalog_projection/consumer.hpp"
#include "services/traceability/evidence/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/orders_migrations.hpp"
#include "sql/traceability_migrations.hpp"
#include "tests/crash/traceability/installation.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kUnits = 100;
constexpr auto kCommits = "before and after each commit";
constexpr std::int64_t kSales[] = {7, 11};  // units of each request
// What comes behind the sales.
constexpr auto kNothing = "nothing", kRecall = "recall", kFailedTest = "failed test";

db::IdempotencyKey key_of(const std::string& request) { return {sha256("scope " + request), sha256(request)}; }

db::Endpoint endpoint_of(const std::string& schema) {
  const auto prefix = "SCHEMA_" + schema;
  return {fixture::from_parent("ADDRESS"), fixture::from_parent(prefix.c_str()), fixture::from_parent(prefix.c_str()),
          fixture::from_parent(("PASSWORD_" + schema).c_str()), ""};
}

// What a client has been told: a line a request, "sale 0 tfr_... 7".
void acknowledge(const std::string& line) {
  std::ofstream out(fixture::from_parent("ACKNOWLEDGED"), std::ios::app);
  out << line << std::endl;
}

auth::Principal supplier_of_parent() {
  auth::Principal out;
  out.role = auth::Role::supplier;
  out.organisation = OrganisationId::parse(fixture::from_parent("SUPPLIER")).value();
  return out;
}

// Said once: a process that comes after the one that was killed finds it there.
void fail_test(Installation& here, const auth::Principal& caller, LotId lot) {
  Workers workers{1, 8};
  const auto directory = std::filesystem::temp_directory_path() / ("shanhai-reports." + here.random.token(9));
  files::FileArchive archive{directory.string(), workers, here.random};
  EvidenceService evidence{here.database, here.sequencer, here.recorder, here.recalls,
                           archive,       here.vault,     here.random};
  TestEntry report;
  report.laboratory = "凉山州检测中心";
  report.report_number = "LS-1";
  report.result = TestResult::fail;
  report.tested_on = china_date(here.clock.now());
  report.file = {"报告.txt", to_base64("不合格")};
  const auto test = fixture::run(evidence.add_test(caller, lot, report, {}));
  EXPECT_TRUE(test.has_value() || test.error().code == "test_exists") << test.error().code;
  workers.close();
  std::filesystem::remove_all(directory);
}

TEST(CrashChild, DISABLED_PutsOnSaleAndRecalls) {
  const auto now = parse_rfc3339(fixture::from_parent("NOW")).value();
  Installation here(endpoint_of("traceability"), endpoint_of("orders"), now);
  const auto caller = supplier_of_parent();
  const auto lot = LotId::parse(fixture::from_parent("LOT")).value();
  const auto ending = fixture::from_parent("ENDING");
  // As the loop does when a process starts.
  fixture::run(here.sales.carry_out_due());
  fixture::run(here.recalls.carry_out_due());
  for (std::size_t i = 0; i < std::size(kSales); ++i) {
    const auto name = "sale " + std::to_string(i);
    const auto sale = fixture::run(here.sales.put_on_sale(caller, key_of(name), lot, {kSales[i]}, {}));
    ASSERT_TRUE(sale.has_value()) << sale.error().code;
    acknowledge(name + " " + sale->value.transfer_id.str() + " " + std::to_string(sale->value.quantity));
  }
  if (ending == kFailedTest) {
    fail_test(here, caller, lot);
    acknowledge("failed test");
  }
  if (ending == kRecall) {
    const RecallEntry entry{Text<1, 200>("农残超标")};
    const auto recall = fixture::run(here.recalls.recall(caller, key_of("recall"), lot, entry, {}));
    ASSERT_TRUE(recall.has_value()) << recall.error().code;
    const bool confirmed = recall->value.state == RecallState::confirmed;
    acknowledge("recall " + std::string(confirmed ? "200" : "202"));
    // 200 says that nothing of it can be sold any more.
    const auto sku = SkuId::parse(fixture::from_parent("SKU")).value();
    const auto stock = fixture::run(here.stock->storefront(sku));
    EXPECT_TRUE(!confirmed || stock->sellable == 0);
  }
  EXPECT_EQ(fixture::run(here.sales.carry_out_due()), 0);
}

class TransferCrash : public testing::Test {
 protected:
  TransferCrash() {
    Installation first(traceability.schema.endpoint(), orders.schema.endpoint(), now);
    caller.role = auth::Role::supplier;
    caller.organisation = OrganisationId::make(first.clock, first.random);
    publish(first);
    HouseholdEntry household;
    household.name = "阿木";
    household.village_division = "513431";
    const auto receipt = fixture::run(first.households.add(caller, household)).value();
    LotEntry raw;
    raw.product_name = Text<1, 80>("苦荞");
    raw.lot_number = "R1";
    raw.county = "513431";
    raw.made_on = china_date(now);
    raw.quantity = kUnits * 500;
    raw.deliveries = std::vector<DeliveryEntry>{{receipt.household_id, kUnits * 500, china_date(now)}};
    const auto delivered = fixture::run(first.lots.record(caller, key_of("raw"), raw, {})).value().value;
    LotEntry packed;
    packed.kind = LotKind::packed;
    packed.sku_id = sku.sku;
    packed.lot_number = "T1";
    packed.county = "513431";
    packed.made_on = china_date(now);
    packed.unit = Unit::pcs;
    packed.quantity = kUnits;
    packed.inputs = std::vector<InputEntry>{{delivered.lot_id, kUnits * 500}};
    lot = fixture::run(first.lots.record(caller, key_of("packed"), packed, {})).value().value.lot_id;
  }
  ~TransferCrash() override { std::filesystem::remove(acknowledged); }

  // Both services learn of the SKU from the catalog's stream.
  void publish(Installation& at) {
    catalog::SupplierChanged supplier{*caller.organisation, "某某合作社", catalog::SupplierStatus::approved, "513431"};
    catalog::ProductPublished product;
    product.product = ProductId::make(at.clock, at.random);
    product.version = 1;
    product.supplier = *caller.organisation;
    product.name = "凉山苦荞茶";
    product.production_county = product.raw_material_county = product.registration_county = "513431";
    sku = {SkuId::make(at.clock, at.random), "02012345678903", "500 g", "盒", Money(4980), 500};
    product.skus = {sku};
    apply(catalog::kSupplierChanged, json::write(supplier).as_object());
    apply(catalog::kProductPublished, json::write(product).as_object());
  }
  void apply(std::string_view type, json::Object payload) {
    events::Event event;
    event.type = type;
    event.sequence = ++sequence;
    event.version = 1;
    event.occurred_at = now;
    event.payload = std::move(payload);
    ASSERT_TRUE(traceability.transaction([&](db::Tx& tx) { return apply_catalog_event(tx, event); }).has_value());
    ASSERT_TRUE(orders.transaction([&](db::Tx& tx) { return orders::store::apply_catalog(tx, event); }).has_value());
  }

  // Passages of the child, each killed one place further on, until one comes to its end. Gives how many were killed.
  int kill_along(const std::string& point, const std::string& ending) {
    for (int passage = 1; passage < 200; ++passage) {
      now += std::chrono::minutes(2);
      const auto& t = traceability.schema.endpoint();
      const auto& o = orders.schema.endpoint();
      const auto end =
          fixture::run_child("CrashChild.DISABLED_PutsOnSaleAndRecalls", {{"ADDRESS", t.address},
                                                                          {"SCHEMA_traceability", t.schema},
                                                                          {"PASSWORD_traceability", t.password},
                                                                          {"SCHEMA_orders", o.schema},
                                                                          {"PASSWORD_orders", o.password},
                                                                          {"SUPPLIER", caller.organisation->str()},
                                                                          {"LOT", lot.str()},
                                                                          {"SKU", sku.sku.str()},
                                                                          {"NOW", to_rfc3339(now)},
                                                                          {"ENDING", ending},
                                                                          {"ACKNOWLEDGED", acknowledged.string()},
                                                                          {"SHANHAI_KILL_AT", place(point, passage)}});
      if (!end.killed) {
        EXPECT_EQ(end.exit_code, 0) << point;
        return passage - 1;
      }
      expect_acknowledged_is_there();
    }
    ADD_FAILURE() << point << " is passed without end";
    return 0;
  }

  static std::string place(const std::string& point, int passage) {
    if (point != kCommits) return point + ":" + std::to_string(passage);
    return (passage % 2 ? "db.before_commit:" : "db.after_commit:") + std::to_string((passage + 1) / 2);
  }

  // Every answer that was given is true, and the same request was never answered with two transfers.
  void expect_acknowledged_is_there() {
    std::ifstream in(acknowledged);
    std::map<std::string, std::string> transfers;
    for (std::string kind, request, transfer, quantity; in >> kind;) {
      if (kind == "recall" || kind == "failed") {
        in >> request;
        continue;
      }
      in >> request >> transfer >> quantity;
      EXPECT_EQ(transfers.emplace(request, transfer).first->second, transfer) << "answered with two transfers";
      EXPECT_EQ(count("SELECT COUNT(*) FROM transfer WHERE quantity = " + quantity + " AND id = UNHEX('" +
                      to_hex(TransferId::parse(transfer).value().raw()) + "')"),
                1)
          << "an acknowledged transfer is lost";
    }
  }
  std::int64_t count(const std::string& sql) {
    auto connection = traceability.schema.connect();
    return connection.query(sql).front().get<std::int64_t>("COUNT(*)");
  }
  void expect_reconciled() {
    const auto traced = audit(traceability.database).value(),
               ordered = orders.transaction(orders::audit_orders).value();
    for (const auto& finding : traced) EXPECT_EQ(finding.difference, 0) << finding.check << ": " << finding.detail;
    for (const auto& finding : ordered) EXPECT_EQ(finding.difference, 0) << finding.check << ": " << finding.detail;
  }
  orders::LotAccount account() {
    Installation last(traceability.schema.endpoint(), orders.schema.endpoint(), now);
    return fixture::run(last.stock->lot_accounts({{lot}})).value().items.at(0);
  }
  std::int64_t sellable() {
    Installation last(traceability.schema.endpoint(), orders.schema.endpoint(), now);
    return fixture::run(last.stock->storefront(sku.sku)).value().sellable;
  }
  LotView look() {
    Installation last(traceability.schema.endpoint(), orders.schema.endpoint(), now);
    return fixture::run(last.lots.get(caller, lot)).value();
  }

  fixture::ServiceDatabase traceability{"traceability", {sql::common::kMigrations, sql::traceability::kMigrations}};
  fixture::ServiceDatabase orders{"orders", {sql::common::kMigrations, sql::orders::kMigrations}};
  Instant now = parse_rfc3339("2026-11-23T08:30:00Z").value();
  const std::filesystem::path acknowledged =
      std::filesystem::temp_directory_path() / ("shanhai-acknowledged." + SecureRandom().token(9));
  auth::Principal caller;
  catalog::SkuFacts sku;
  LotId lot;
  std::int64_t sequence = 0;
};

class SaleCrash : public TransferCrash, public testing::WithParamInterface<const char*> {};

TEST_P(SaleCrash, PutsOnSaleOnceWhereverItIsKilled) {
  EXPECT_GE(kill_along(GetParam(), kNothing), 2);
  const auto found = look();
  EXPECT_EQ(found.on_sale, 7 + 11);
  EXPECT_EQ(found.reserved, 0);
  EXPECT_EQ(found.available, kUnits - 18);
  EXPECT_EQ(account().received, 18);
  EXPECT_EQ(count("SELECT COUNT(*) FROM transfer"), 2);
  expect_reconciled();
}

// Where a transfer is settled is just behind a commit.
INSTANTIATE_TEST_SUITE_P(Points, SaleCrash,
                         testing::Values("traceability.put_on_sale.reserved", "traceability.put_on_sale.received",
                                         kCommits));

class RecallCrash : public TransferCrash, public testing::WithParamInterface<const char*> {};

TEST_P(RecallCrash, RecallsForGoodWhereverItIsKilled) {
  EXPECT_GE(kill_along(GetParam(), kRecall), 1);
  EXPECT_TRUE(look().recalled);
  EXPECT_EQ(account().received, 18);
  EXPECT_EQ(sellable(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM recall WHERE state = 'confirmed'"), 1);
  expect_acknowledged_is_there();
  expect_reconciled();
}

INSTANTIATE_TEST_SUITE_P(Points, RecallCrash,
                         testing::Values("traceability.recall.recorded", "traceability.recall.blocked", kCommits));

class FailedTestCrash : public TransferCrash, public testing::WithParamInterface<const char*> {};

// What a laboratory failed is off sale, wherever who recorded it was killed.
TEST_P(FailedTestCrash, TakesTheLotOffSaleWhereverItIsKilled) {
  EXPECT_GE(kill_along(GetParam(), kFailedTest), 1);
  EXPECT_EQ(look().failed_tests, 1);
  EXPECT_TRUE(look().recalled);
  EXPECT_EQ(sellable(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM recall WHERE state = 'confirmed'"), 1);
  expect_acknowledged_is_there();
  expect_reconciled();
}

INSTANTIATE_TEST_SUITE_P(Points, FailedTestCrash,
                         testing::Values("traceability.failed_test.recorded", "traceability.recall.blocked"));

}  // namespace
}  // namespace shanhai::traceability
