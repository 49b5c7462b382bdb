#include "common/db/idempotency.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "common/base/encoding.hpp"
#include "sql/common_migrations.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::db {
namespace {

struct Receipt {
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (number))

constexpr Migration kTables[] = {{"test", "0001_effect", R"(
CREATE TABLE effect (id BIGINT NOT NULL, times BIGINT NOT NULL, PRIMARY KEY (id))
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO effect (id, times) VALUES (1, 0);
)"}};
constexpr Query kEffect{"test.effect", "UPDATE effect SET times = times + 1 WHERE id = 1"};
constexpr Query kTimes{"test.times", "SELECT times FROM effect WHERE id = 1"};

class Idempotency : public testing::Test {
 protected:
  static IdempotencyKey key(const std::string& name, const std::string& payload = "body") {
    return {sha256(name), sha256(payload)};
  }

  static Result<Receipt> effect(Tx& tx) {
    tx.execute(kEffect);
    return Receipt{tx.query(kTimes).front().get<std::int64_t>("times")};
  }

  Result<Replayable<Receipt>> ask(const IdempotencyKey& key) {
    return service_.transaction([&](Tx& tx) { return idempotent(tx, key, [&] { return effect(tx); }); });
  }

  std::int64_t times() {
    return *service_.transaction(
        [](Tx& tx) -> Result<std::int64_t> { return tx.query(kTimes).front().get<std::int64_t>("times"); });
  }

  fixture::ServiceDatabase service_{"idempotency", {sql::common::kMigrations, kTables}};
};

TEST_F(Idempotency, TheSecondRequestGetsTheFirstAnswer) {
  const auto first = ask(key("a"));
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->replayed);
  const auto other = ask(key("b"));
  EXPECT_EQ(other->value.number, 2);
  const auto second = ask(key("a"));
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(second->value.number, first->value.number);
  EXPECT_EQ(times(), 2);
}

TEST_F(Idempotency, AnotherPayloadIsRefused) {
  ASSERT_TRUE(ask(key("a")));
  const auto second = ask(key("a", "other body"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::unprocessable);
  EXPECT_EQ(second.error().code, "idempotency_key_reused");
  EXPECT_EQ(times(), 1);
}

TEST_F(Idempotency, ARefusalIsNotStored) {
  const auto refused = service_.transaction([&](Tx& tx) {
    return idempotent(tx, key("a"), [&]() -> Result<Receipt> {
      SH_CHECK(effect(tx));
      return Error::conflict("insufficient_stock");
    });
  });
  EXPECT_FALSE(refused);
  EXPECT_EQ(times(), 0);
  const auto again = ask(key("a"));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->replayed);
  EXPECT_EQ(times(), 1);
}

TEST_F(Idempotency, ManyAtOnceHaveOneEffect) {
  for (int round = 0; round < 5; ++round) {
    const auto name = "round " + std::to_string(round);
    std::atomic<int> fresh{0}, replayed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const auto answer = ask(key(name));
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->value.number, round + 1);
        ++(answer->replayed ? replayed : fresh);
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(replayed, 7);
  }
  EXPECT_EQ(times(), 5);
}

TEST_F(Idempotency, OldKeysAreForgotten) {
  ASSERT_TRUE(ask(key("old")));
  service_.clock.advance(std::chrono::hours(48));
  ASSERT_TRUE(ask(key("new")));
  const auto pruned = service_.transaction([&](Tx& tx) -> Result<std::uint64_t> {
    return prune_idempotency_keys(tx, tx.now() - std::chrono::hours(24), 100);
  });
  EXPECT_EQ(*pruned, 1u);
  EXPECT_TRUE(ask(key("new"))->replayed);
  EXPECT_FALSE(ask(key("old"))->replayed);
}

TEST_F(Idempotency, KeysAreDigests) { EXPECT_THROW(ask({"short", sha256("body")}), std::logic_error); }

}  // namespace
}  // namespace shanhai::db
