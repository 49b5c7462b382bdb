// A process forgets idempotency keys that are older than the settings say, and no others.
#include <gtest/gtest.h>

#include <csignal>

#include "common/base/encoding.hpp"
#include "sql/common_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/integration/runtime/running_process.hpp"
#include "tests/integration/runtime/test_module.hpp"

namespace shanhai::runtime {
namespace {

constexpr db::Query kInsert{
    "test.insert_keys",
    "INSERT INTO idempotency_key (scope, payload, answer, created_at) VALUES {{(:scope, :scope, '{}', :at)}}"};
constexpr db::Query kCount{"test.count_keys", "SELECT COUNT(*) AS keys_left FROM idempotency_key"};

class IdempotencyRetentionTest : public testing::Test {
 protected:
  IdempotencyRetentionTest() {
    const auto& endpoint = schema_.endpoint();
    settings_.set("database.address", endpoint.address);
    settings_.set("database.orders.schema", endpoint.schema);
    settings_.set("database.orders.user", endpoint.user);
    settings_.set("database.orders.password", endpoint.password);
    settings_.set("database.idempotency_days", "7");
  }
  void insert(int count, std::chrono::hours age) {
    std::vector<db::Params> rows;
    const auto at = SystemClock().now() - age;
    for (int i = 0; i < count; ++i)
      rows.push_back({{"scope", db::Bytes{sha256(std::to_string(inserted_++))}}, {"at", at}});
    auto connection = schema_.connect();
    for (const auto& statement : db::expand_chunks(kInsert, rows, {}, 1 << 20)) connection.execute(statement);
  }
  std::int64_t left() {
    auto connection = schema_.connect();
    return connection.query(db::expand(kCount, {})).front().get<std::int64_t>("keys_left");
  }

  fixture::Schema schema_{"orders", {sql::common::kMigrations}};
  SettingsFile settings_;
  TestControl control_;
  int inserted_ = 0;
};

TEST_F(IdempotencyRetentionTest, ForgetsWhatIsOlderInBoundedBatches) {
  const db::ThreadGuard guard;
  insert(2500, std::chrono::hours(7 * 24 + 1));  // more than two batches
  insert(3, std::chrono::hours(7 * 24 - 1));
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity", "orders"}, control_));
  log.wait_for("runtime.listening");
  const auto forgotten = log.wait_for("idempotency.forgotten");
  EXPECT_EQ(forgotten.at("service").as_string(), "orders");
  EXPECT_EQ(forgotten.at("keys").as_int64(), 2500);
  EXPECT_EQ(left(), 3);
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

}  // namespace
}  // namespace shanhai::runtime
