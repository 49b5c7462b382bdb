#include "common/db/transaction.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <latch>
#include <thread>

#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::db {
namespace {

constexpr Migration kTables[] = {{"test", "0001_account", R"(
CREATE TABLE account (id BIGINT NOT NULL, balance BIGINT NOT NULL, name VARCHAR(8) NOT NULL, PRIMARY KEY (id))
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
)"}};

constexpr Query kInsert{"test.insert", "INSERT INTO account (id, balance, name) VALUES (:id, :balance, :name)"};
constexpr Query kAdd{"test.add", "UPDATE account SET balance = balance + :amount WHERE id = :id"};
constexpr Query kSet{"test.set", "UPDATE account SET balance = :balance WHERE id = :id"};
constexpr Query kBalance{"test.balance", "SELECT balance FROM account WHERE id = :id"};
constexpr Query kLock{"test.lock", "SELECT balance FROM account WHERE id = :id FOR UPDATE"};
constexpr Query kSession{"test.session",
                         R"(SELECT @@SESSION.time_zone AS zone, @@SESSION.collation_connection AS collation,
@@SESSION.innodb_lock_wait_timeout AS patience, @@SESSION.sql_mode AS mode, @@SESSION.autocommit AS autocommit)"};

class Transaction : public testing::Test {
 protected:
  void SetUp() override {
    const auto done = service_.transaction([](Tx& tx) -> Result<void> {
      for (int id = 1; id <= 2; ++id) tx.execute(kInsert, {{"id", id}, {"balance", 100}, {"name", "a"}});
      return {};
    });
    ASSERT_TRUE(done);
  }

  std::int64_t balance(int id) {
    return *service_.transaction([&](Tx& tx) -> Result<std::int64_t> {
      return tx.query(kBalance, {{"id", id}}).front().get<std::int64_t>("balance");
    });
  }

  Connection admin() { return Connection(fixture::DatabaseServer::shared().admin()); }

  fixture::ServiceDatabase service_{"transaction", {kTables}};
};

TEST_F(Transaction, SessionIsAsTheRulesAsk) {
  const auto done = service_.transaction([](Tx& tx) -> Result<void> {
    const auto rows = tx.query(kSession);
    const auto row = rows.front();
    EXPECT_EQ(row.get<std::string>("zone"), "+00:00");
    EXPECT_EQ(row.get<std::string>("collation"), "utf8mb4_bin");
    EXPECT_EQ(row.get<int>("patience"), 5);
    EXPECT_EQ(row.get<int>("autocommit"), 0);
    EXPECT_NE(row.get<std::string>("mode").find("STRICT_ALL_TABLES"), std::string::npos);
    EXPECT_EQ(row.get<std::string>("mode").find("NO_BACKSLASH_ESCAPES"), std::string::npos);
    return {};
  });
  ASSERT_TRUE(done);
}

TEST_F(Transaction, AnErrorRollsBack) {
  const auto done = service_.transaction([](Tx& tx) -> Result<void> {
    tx.execute(kAdd, {{"id", 1}, {"amount", 5}});
    return Error::conflict("no");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "no");
  EXPECT_EQ(balance(1), 100);
}

TEST_F(Transaction, AnExceptionRollsBack) {
  const auto body = [](Tx& tx) -> Result<void> {
    tx.execute(kAdd, {{"id", 1}, {"amount", 5}});
    throw std::runtime_error("a bug");
  };
  EXPECT_THROW(service_.transaction(body), std::runtime_error);
  EXPECT_EQ(balance(1), 100);
}

TEST_F(Transaction, RunsOnWorkersForCoroutines) {
  const auto body = [](Tx& tx) -> Result<std::uint64_t> { return tx.execute(kAdd, {{"id", 1}, {"amount", 5}}); };
  const auto matched = fixture::run(service_.database.transaction(body));
  EXPECT_EQ(*matched, 1u);
  EXPECT_EQ(balance(1), 105);
  EXPECT_TRUE(fixture::run(service_.database.answers()));
}

TEST_F(Transaction, CountsMatchedRowsNotChangedOnes) {
  const auto done = service_.transaction([](Tx& tx) -> Result<void> {
    EXPECT_EQ(tx.execute(kSet, {{"id", 1}, {"balance", 100}}), 1u);
    EXPECT_EQ(tx.execute(kSet, {{"id", 3}, {"balance", 100}}), 0u);
    return {};
  });
  ASSERT_TRUE(done);
}

TEST_F(Transaction, ADuplicateKeyLeavesTheTransactionAlive) {
  const auto done = service_.transaction([](Tx& tx) -> Result<void> {
    EXPECT_FALSE(tx.try_insert(kInsert, {{"id", 1}, {"balance", 0}, {"name", "b"}}));
    EXPECT_TRUE(tx.try_insert(kInsert, {{"id", 3}, {"balance", 7}, {"name", "b"}}));
    EXPECT_THROW(tx.execute(kInsert, {{"id", 1}, {"balance", 0}, {"name", "b"}}), DuplicateKey);
    return {};
  });
  ASSERT_TRUE(done);
  EXPECT_EQ(balance(3), 7);
}

TEST_F(Transaction, StrictModeRefusesWhatDoesNotFit) {
  const auto body = [](Tx& tx) -> Result<void> {
    tx.execute(kInsert, {{"id", 3}, {"balance", 0}, {"name", "123456789"}});
    return {};
  };
  try {
    service_.transaction(body);
    FAIL();
  } catch (const DatabaseError& e) {
    EXPECT_EQ(e.code(), 1406);
    EXPECT_NE(std::string(e.what()).find("test.insert"), std::string::npos);
  }
}

TEST_F(Transaction, AMessageForLogsDoesNotQuoteValues) {
  constexpr Query kNames{"test.names",
                         "CREATE TABLE person (phone VARCHAR(20) NOT NULL, PRIMARY KEY (phone)) COLLATE utf8mb4_bin"};
  constexpr Query kPerson{"test.person", "INSERT INTO person (phone) VALUES (:phone)"};
  const auto body = [&](Tx& tx) -> Result<void> {
    tx.execute(kNames);
    tx.execute(kPerson, {{"phone", "13800138000"}});
    tx.execute(kPerson, {{"phone", "13800138000"}});
    return {};
  };
  try {
    service_.transaction(body);
    FAIL();
  } catch (const DuplicateKey& e) {
    EXPECT_EQ(std::string(e.what()).find("13800138000"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("PRIMARY"), std::string::npos) << e.what();
  }
}

// Two transactions take the same two rows in opposite order: one of them is the victim and runs again.
TEST_F(Transaction, ADeadlockIsRetried) {
  std::latch both_have_one(2);
  std::atomic<int> attempts{0};
  const auto move = [&](int from, int to) {
    bool first = true;
    const auto done = service_.transaction([&](Tx& tx) -> Result<void> {
      ++attempts;
      tx.execute(kAdd, {{"id", from}, {"amount", -10}});
      if (std::exchange(first, false)) both_have_one.arrive_and_wait();
      tx.execute(kAdd, {{"id", to}, {"amount", 10}});
      return {};
    });
    EXPECT_TRUE(done);
  };
  std::thread other([&] { move(2, 1); });
  move(1, 2);
  other.join();
  EXPECT_GE(attempts, 3);
  EXPECT_EQ(balance(1), 100);
  EXPECT_EQ(balance(2), 100);
}

TEST_F(Transaction, ASwallowedDeadlockIsNotCommitted) {
  std::latch both_have_one(2);
  std::atomic<int> swallowed{0};
  const auto move = [&](int from, int to) {
    bool first = true;
    const auto done = service_.transaction([&](Tx& tx) -> Result<void> {
      tx.execute(kAdd, {{"id", from}, {"amount", -10}});
      if (std::exchange(first, false)) both_have_one.arrive_and_wait();
      try {
        tx.execute(kAdd, {{"id", to}, {"amount", 10}});
      } catch (const Retryable&) {
        ++swallowed;
        EXPECT_TRUE(tx.doomed());
      }
      return {};
    });
    EXPECT_TRUE(done);
  };
  std::thread other([&] { move(2, 1); });
  move(1, 2);
  other.join();
  EXPECT_EQ(swallowed, 1);
  EXPECT_EQ(balance(1), 100);
  EXPECT_EQ(balance(2), 100);
}

TEST_F(Transaction, OneThatAlwaysFailsIsGivenUp) {
  int attempts = 0;
  const auto body = [&](Tx&) -> Result<void> {
    ++attempts;
    throw Retryable(1213, "again");
  };
  EXPECT_THROW(service_.transaction(body), Unavailable);
  EXPECT_EQ(attempts, 8);
}

TEST_F(Transaction, ReadsWhatIsCommittedAtEachStatement) {
  const auto done = service_.transaction([&](Tx& tx) -> Result<void> {
    EXPECT_EQ(tx.query(kBalance, {{"id", 1}}).front().get<int>("balance"), 100);
    admin().execute("UPDATE `" + service_.schema.endpoint().schema + "`.account SET balance = 1 WHERE id = 1");
    EXPECT_EQ(tx.query(kBalance, {{"id", 1}}).front().get<int>("balance"), 1);
    return {};
  });
  ASSERT_TRUE(done);
}

TEST_F(Transaction, ASnapshotStandsStill) {
  const auto body = [&](Tx& tx) -> Result<void> {
    admin().execute("UPDATE `" + service_.schema.endpoint().schema + "`.account SET balance = 1 WHERE id = 1");
    EXPECT_EQ(tx.query(kBalance, {{"id", 1}}).front().get<int>("balance"), 100);
    return {};
  };
  const auto done = fixture::run(service_.database.snapshot(body));
  ASSERT_TRUE(done);
  EXPECT_EQ(balance(1), 1);
}

TEST_F(Transaction, ASnapshotWritesNothing) {
  const auto body = [](Tx& tx) -> Result<void> {
    tx.execute(kAdd, {{"id", 1}, {"amount", 5}});
    return {};
  };
  EXPECT_THROW(fixture::run(service_.database.snapshot(body)), DatabaseError);
  // The same worker's next transaction is an ordinary one again.
  const auto matched = fixture::run(service_.database.transaction([](Tx& tx) -> Result<std::uint64_t> {
    return tx.execute(kAdd, {{"id", 1}, {"amount", 5}});
  }));
  EXPECT_EQ(*matched, 1u);
  EXPECT_EQ(balance(1), 105);
}

TEST_F(Transaction, AFullQueueIsUnavailable) {
  Database database("queue", service_.schema.endpoint(), 1, service_.clock, service_.random);
  std::latch release(1);
  std::atomic<int> done{0}, refused{0};
  asio::io_context context(1);
  struct Call {
    Database& database;
    std::latch& release;
    std::atomic<int>&done, &refused;
    Task<> operator()() const {
      const auto wait = [this](Tx&) -> Result<void> {
        release.wait();
        return {};
      };
      try {
        const auto result = co_await database.transaction(wait);
        done += result.has_value();
      } catch (const Unavailable&) {
        if (++refused == 43) release.count_down();
      }
    }
  };
  const Call call{database, release, done, refused};
  // One on the worker and 256 that wait are taken; which of them is on the worker is a race, so there is room for one
  // more or less.
  for (int i = 0; i < 300; ++i) asio::co_spawn(context.get_executor(), call(), asio::detached);
  context.run();
  EXPECT_GE(refused, 43);
  EXPECT_LE(refused, 44);
  EXPECT_EQ(done + refused, 300);
}

TEST_F(Transaction, BatchesStopAtTheFirstThatFails) {
  auto connection = service_.schema.connect();
  const std::string good[] = {"UPDATE account SET balance = 1 WHERE id IN (1, 2)", "SELECT 1",
                              "UPDATE account SET balance = 1 WHERE id = 9",
                              "UPDATE account SET balance = 1 WHERE id < 9"};
  const auto results = connection.query_batch(good);
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[1].size(), 1u);
  EXPECT_TRUE(results[3].empty());
  const std::string bad[] = {"UPDATE account SET balance = 2 WHERE id = 1",
                             "INSERT INTO account (id, balance, name) VALUES (1, 1, '')",
                             "UPDATE account SET balance = 2 WHERE id = 2"};
  EXPECT_THROW(connection.query_batch(bad), DuplicateKey);
  EXPECT_TRUE(connection.usable());
  const auto rows = connection.query("SELECT balance FROM account ORDER BY id");
  EXPECT_EQ(rows[0].get<int>("balance"), 2);
  EXPECT_EQ(rows[1].get<int>("balance"), 1);
  EXPECT_TRUE(connection.query_batch({}).empty());
}

constexpr Query kInsertRows{"test.insert_rows", "INSERT INTO account (id, balance, name) VALUES {{(:id, 5, 'b')}}"};

TEST_F(Transaction, AScriptEndsWhereAStatementMatchesOtherwiseThanExpected) {
  const auto add = [this](std::int64_t first, std::uint64_t rows) {
    return service_.transaction([=](Tx& tx) -> Result<void> {
      const std::vector<Params> made{{{"id", 7 * first}}, {{"id", 8 * first}}};
      Script script("test.expecting");
      script.add_rows(kInsertRows, made).expect(2).add_rows(kInsertRows, {}).expect(0);
      script.add(kAdd, {{"amount", 1}, {"id", first}}).expect(rows).add(kAdd, {{"amount", 1}, {"id", 2}});
      tx.execute(script);
      return {};
    });
  };
  ASSERT_TRUE(add(1, 1));
  EXPECT_EQ(balance(1), 101);
  EXPECT_EQ(balance(2), 101);
  EXPECT_THROW((void)add(77, 1), Objection);  // nobody has this id
  EXPECT_THROW((void)add(2, 0), Objection);   // one row, where none is expected
  EXPECT_EQ(balance(2), 101);
  EXPECT_THROW(Script("test.nothing").add_rows(kInsertRows, {}).expect(1).add(kAdd, {}), std::logic_error);
}

TEST_F(Transaction, AScriptGivesTheRowsOfEachPart) {
  const auto done = service_.transaction([](Tx& tx) -> Result<void> {
    const std::vector<Params> rows{{{"id", 7}}, {{"id", 8}}, {{"id", 9}}};
    Script writing("test.writing");
    writing.add(kAdd, {{"amount", 1}, {"id", 1}}).add_rows(kInsertRows, rows).add_rows(kInsertRows, {});
    writing.add(kAdd, {{"amount", 1}, {"id", 77}});
    tx.execute(writing);
    Script reading("test.reading");
    reading.add(kBalance, {{"id", 1}}).add(kBalance, {{"id", 77}}).add(kBalance, {{"id", 9}});
    const auto read = tx.query(reading);
    EXPECT_EQ(read.at(0).front().get<std::int64_t>("balance"), 101);
    EXPECT_TRUE(read.at(1).empty());
    EXPECT_EQ(read.at(2).front().get<std::int64_t>("balance"), 5);
    return {};
  });
  ASSERT_TRUE(done);
}

TEST_F(Transaction, AScriptThatFailsIsRolledBack) {
  const auto work = [](Tx& tx) -> Result<void> {
    Script script("test.failing");
    script.add(kAdd, {{"amount", 50}, {"id", 1}}).add(kInsert, {{"id", 2}, {"balance", 0}, {"name", "twice"}});
    tx.execute(script);
    return {};
  };
  EXPECT_THROW((void)service_.transaction(work), DuplicateKey);
  EXPECT_EQ(balance(1), 100);
}

TEST_F(Transaction, ALockThatIsNotGivenInTimeIsRetried) {
  auto holder = service_.schema.connect();
  holder.execute("START TRANSACTION");
  holder.execute("UPDATE account SET balance = 50 WHERE id = 1");
  auto impatient = service_.schema.connect();
  impatient.execute("SET innodb_lock_wait_timeout = 1");
  EXPECT_THROW(impatient.query("SELECT balance FROM account WHERE id = 1 FOR UPDATE"), Retryable);
  EXPECT_TRUE(impatient.usable());
  holder.execute("ROLLBACK");
  EXPECT_EQ(impatient.query("SELECT balance FROM account WHERE id = 1 FOR UPDATE").size(), 1u);
}

}  // namespace
}  // namespace shanhai::db
