// The database is killed, frozen or cut off while transactions run: what was acknowledged is there, what was not is not
// claimed, and the program recovers by itself.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/fixture/database.hpp"
#include "tests/fixture/database_proxy.hpp"
#include "tests/fixture/run.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::db {
namespace {

constexpr Migration kTables[] = {{"test", "0001_entry", R"(
CREATE TABLE entry (id BIGINT NOT NULL, half TINYINT NOT NULL, PRIMARY KEY (id, half))
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
)"}};
constexpr Query kInsert{"test.insert", "INSERT INTO entry (id, half) VALUES (:id, :half)"};
constexpr Query kList{"test.list", "SELECT id, half FROM entry ORDER BY id, half"};
constexpr Query kOwnId{"test.own_id", "SELECT CONNECTION_ID() AS id"};

// Two rows that belong together.
Result<void> insert_entry(Tx& tx, std::int64_t id) {
  tx.execute(kInsert, {{"id", id}, {"half", 1}});
  tx.execute(kInsert, {{"id", id}, {"half", 2}});
  return {};
}

// Whole entries only; a half one fails the test.
std::set<std::int64_t> entries(Connection& connection) {
  std::set<std::int64_t> out;
  const auto rows = connection.query(expand(kList, {}));
  EXPECT_EQ(rows.size() % 2, 0u);
  for (std::size_t i = 0; i + 1 < rows.size(); i += 2) {
    EXPECT_EQ(rows[i].get<std::int64_t>("id"), rows[i + 1].get<std::int64_t>("id"));
    out.insert(rows[i].get<std::int64_t>("id"));
  }
  return out;
}

TEST(ConnectionLoss, KilledServerLosesNothingThatWasAcknowledged) {
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  fixture::DatabaseServer server;
  fixture::ServiceDatabase service("loss", {kTables}, 2, server);
  std::mutex mutex;
  std::set<std::int64_t> acknowledged, tried;
  std::atomic<std::int64_t> next{1};
  std::atomic<bool> stopping{false};
  std::vector<std::thread> writers;
  for (int t = 0; t < 3; ++t) {
    writers.emplace_back([&] {
      while (!stopping) {
        const auto id = next++;
        try {
          const auto done = service.transaction([id](Tx& tx) { return insert_entry(tx, id); });
          ASSERT_TRUE(done);
          const std::lock_guard lock(mutex);
          acknowledged.insert(id);
        } catch (const Unavailable&) {
          std::this_thread::yield();
        }
      }
    });
  }
  const auto acknowledge_more = [&](std::size_t more) {
    const auto count = [&] {
      const std::lock_guard lock(mutex);
      return acknowledged.size();
    };
    for (const auto before = count(); count() < before + more;) std::this_thread::yield();
  };
  for (int round = 0; round < 3; ++round) {
    acknowledge_more(20 + service.random.below(50));
    server.process().kill();
    server.process().start();
  }
  acknowledge_more(20);  // they have recovered by themselves
  stopping = true;
  for (auto& writer : writers) writer.join();
  auto connection = service.schema.connect();
  const auto found = entries(connection);
  for (const auto id : acknowledged) EXPECT_TRUE(found.contains(id)) << id;
  for (const auto id : found) EXPECT_LT(id, next) << id;
}

TEST(ConnectionLoss, WhileAwayCallsFailAtOnceAndReadinessSaysSo) {
  fixture::DatabaseServer server;
  fixture::ServiceDatabase service("away", {kTables}, 1, server);
  EXPECT_TRUE(fixture::run(service.database.answers()));
  server.process().kill();
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) {
    EXPECT_THROW(fixture::run(service.database.transaction([](Tx& tx) { return insert_entry(tx, 1); })), Unavailable);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
  EXPECT_FALSE(fixture::run(service.database.answers()));
  server.process().start();
  while (!fixture::run(service.database.answers())) std::this_thread::yield();
  EXPECT_TRUE(fixture::run(service.database.transaction([](Tx& tx) { return insert_entry(tx, 1); })));
}

TEST(ConnectionLoss, AFrozenServerIsNotReady) {
  fixture::DatabaseServer server;
  fixture::ServiceDatabase service("frozen", {kTables}, 1, server);
  EXPECT_TRUE(fixture::run(service.database.answers()));
  server.process().freeze();
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(fixture::run(service.database.answers()));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  server.process().thaw();
  while (!fixture::run(service.database.answers())) std::this_thread::yield();
}

// The connector's own commit() would report success here.
TEST(ConnectionLoss, CommitOnAKilledConnectionIsNoSuccess) {
  fixture::ServiceDatabase service("killed", {kTables}, 1);
  const auto body = [&](Tx& tx) -> Result<void> {
    SH_CHECK(insert_entry(tx, 1));
    const auto id = tx.query(kOwnId).front().get<std::int64_t>("id");
    Connection(fixture::DatabaseServer::shared().admin()).execute("KILL " + std::to_string(id));
    return {};
  };
  EXPECT_THROW(service.transaction(body), Unavailable);
  auto connection = service.schema.connect();
  EXPECT_TRUE(entries(connection).empty());
  EXPECT_TRUE(service.transaction([](Tx& tx) { return insert_entry(tx, 2); }));
}

TEST(ConnectionLoss, ALostAnswerToCommitIsUnknown) {
  fixture::ServiceDatabase service("unknown", {kTables}, 1);
  fixture::DatabaseProxy proxy(service.schema.endpoint());
  Database database("unknown", proxy.endpoint(), 1, service.clock, service.random);
  const auto insert = [&](std::int64_t id) {
    return fixture::run(database.transaction([id](Tx& tx) { return insert_entry(tx, id); }));
  };
  EXPECT_TRUE(insert(1));
  proxy.cut_next(fixture::DatabaseProxy::Cut::after_commit);
  EXPECT_THROW(insert(2), Unavailable);
  proxy.cut_next(fixture::DatabaseProxy::Cut::before_commit);
  EXPECT_THROW(insert(3), Unavailable);
  EXPECT_TRUE(insert(4));
  auto connection = service.schema.connect();
  EXPECT_EQ(entries(connection), (std::set<std::int64_t>{1, 2, 4}));
  EXPECT_EQ(proxy.cuts(), 2);
}

// Lost before COMMIT was sent: nothing has happened, so it runs again and nobody notices.
TEST(ConnectionLoss, BeforeCommitIsRetried) {
  fixture::ServiceDatabase service("retried", {kTables}, 1);
  int attempts = 0;
  const auto body = [&](Tx& tx) -> Result<void> {
    if (++attempts == 1) {
      const auto id = tx.query(kOwnId).front().get<std::int64_t>("id");
      Connection(fixture::DatabaseServer::shared().admin()).execute("KILL " + std::to_string(id));
    }
    return insert_entry(tx, attempts);
  };
  EXPECT_TRUE(service.transaction(body));
  EXPECT_EQ(attempts, 2);
  auto connection = service.schema.connect();
  EXPECT_EQ(entries(connection), std::set<std::int64_t>{2});
}

TEST(ConnectionLoss, NobodyListens) {
  EXPECT_THROW(Connection({"unix:///nowhere/database.sock", "", "root", "", ""}), ConnectionLost);
  EXPECT_THROW(Connection({"tcp://127.0.0.1:1", "", "root", "", ""}), ConnectionLost);
}

}  // namespace
}  // namespace shanhai::db
