// A service's schema with its outbox, and aggregates that keep count of their versions as real ones do.
#pragma once

#include <gtest/gtest.h>

#include "common/events/stream.hpp"
#include "sql/common_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::events {

inline constexpr db::Migration kCounters[] = {{"test", "0001_counters", R"(
CREATE TABLE counter (name VARCHAR(32) NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (name))
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE applied (sequence BIGINT NOT NULL, name VARCHAR(32) NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (sequence))
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
)"}};

inline constexpr db::Query kBump{"test.bump", "UPDATE counter SET version = version + 1 WHERE name = :name"};
inline constexpr db::Query kCreate{"test.create", "INSERT INTO counter (name, version) VALUES (:name, 0)"};
inline constexpr db::Query kVersion{"test.version", "SELECT version FROM counter WHERE name = :name FOR UPDATE"};
inline constexpr db::Query kApply{"test.apply",
                                  "INSERT INTO applied (sequence, name, version) VALUES (:sequence, :name, :version)"};
inline constexpr db::Query kApplied{"test.applied", "SELECT sequence, name, version FROM applied ORDER BY sequence"};

class Stream : public testing::Test {
 protected:
  // Changes a counter, creating it where needed, and leaves the event.
  static Result<void> change(db::Tx& tx, Random& random, const std::string& name) {
    tx.try_insert(kCreate, {{"name", name}});
    const auto version = tx.query(kVersion, {{"name", name}}).front().get<std::int64_t>("version") + 1;
    tx.execute(kBump, {{"name", name}});
    append(tx, random, {"test.counter_changed", "counter", name, version, "system", "测试", "", {{"n", version}}});
    return {};
  }

  void change(const std::string& name) {
    const auto done = service_.transaction([&](db::Tx& tx) { return change(tx, service_.random, name); });
    ASSERT_TRUE(done);
  }

  std::vector<Event> numbered() {
    auto events = service_.transaction([](db::Tx& tx) -> Result<std::vector<Event>> {
      std::vector<Event> all;
      for (;;) {
        auto some = list_after(tx, all.empty() ? 0 : all.back().sequence, 1000);
        if (some.empty()) return all;
        all.insert(all.end(), some.begin(), some.end());
      }
    });
    return std::move(*events);
  }

  // Gapless from 1, and every aggregate's versions from 1 in order.
  static void expect_in_order(const std::vector<Event>& events) {
    std::map<std::string, std::int64_t> reached;
    std::int64_t sequence = 0;
    for (const auto& event : events) {
      ASSERT_EQ(event.sequence, ++sequence);
      ASSERT_EQ(event.version, ++reached[event.aggregate_id]) << event.aggregate_id;
    }
  }

  static Result<void> record(db::Tx& tx, const Event& event) {
    tx.execute(kApply, {{"sequence", event.sequence}, {"name", event.aggregate_id}, {"version", event.version}});
    return {};
  }

  fixture::ServiceDatabase service_{"stream", {sql::common::kMigrations, kCounters}};
};

// Reports of loops that failed, as tests expect them or not.
class Failures {
 public:
  Background::Report report() {
    return [this](const std::string& loop, const std::string& what) {
      const std::lock_guard lock(mutex_);
      all_.push_back(loop + ": " + what);
    };
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> all_;
};

}  // namespace shanhai::events
