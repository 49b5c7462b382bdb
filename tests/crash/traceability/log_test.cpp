// The process that gives events their place in the transparency log is killed at every commit and in the middle of its
// transactions, again and again. Whatever is left is a log that audits clean, signs nothing that contradicts what it
// has signed, and goes on; in the end every event has its one place.
#include <gtest/gtest.h>

#include "common/base/encoding.hpp"
#include "services/traceability/epcis/recorder.hpp"
#include "services/traceability/log/audit.hpp"
#include "services/traceability/log/integrator.hpp"
#include "services/traceability/log/store.hpp"
#include "sql/common_migrations.hpp"
#include "sql/traceability_migrations.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::traceability {
namespace {

constexpr auto kCommits = "before and after each commit";
constexpr std::size_t kBatch = 130;  // events of each step: a tile is filled now and then

struct LogProcess {
  LogProcess(const db::Endpoint& endpoint, Instant now)
      : clock(now), database("traceability", endpoint, 2, clock, random) {}

  ManualClock clock;
  SecureRandom random;
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  db::Database database;
  const epcis::Names names{"https://shanhai.example"};
  const epcis::Recorder recorder{names, random};
  tlog::LogKeys keys{vault, random, tlog::origin_below("https://shanhai.example")};
  tlog::Integrator integrator{database, keys, random, std::chrono::seconds(5)};
};

void record_events(LogProcess& at, std::size_t count) {
  const auto lot = LotId::make(at.clock, at.random);
  std::vector<epcis::LotEvent> made;
  for (std::size_t i = 0; i < count; ++i) {
    epcis::LotEvent event;
    event.event_time = at.clock.now() + std::chrono::milliseconds(i);
    event.biz_step = "storing";
    event.division = "513431";
    event.amounts = {{lot, "https://shanhai.example/class/" + lot.str(), 1, Unit::pcs}};
    event.journey = {lot, Step::process, "513431", 1};
    made.push_back(std::move(event));
  }
  const auto done = at.database.transaction_blocking([&](db::Tx& tx) -> Result<void> {
    at.recorder.record(tx, made);
    return {};
  });
  ASSERT_TRUE(done.has_value());
}

TEST(LogCrashChild, DISABLED_TakesIn) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  LogProcess here(endpoint, parse_rfc3339(fixture::from_parent("NOW")).value());
  for (int step = 0; step < 2; ++step) {
    record_events(here, kBatch);
    here.clock.advance(std::chrono::seconds(10));
    fixture::run(here.integrator.run_once());
  }
}

class LogCrash : public testing::TestWithParam<const char*> {
 protected:
  static std::string place(const std::string& point, int passage) {
    if (point != kCommits) return point + ":" + std::to_string(passage);
    return (passage % 2 ? "db.before_commit:" : "db.after_commit:") + std::to_string((passage + 1) / 2);
  }
  fixture::ChildEnd run_child(const std::string& kill_at) {
    now += std::chrono::minutes(2);
    const auto& endpoint = service.schema.endpoint();
    return fixture::run_child("LogCrashChild.DISABLED_TakesIn", {{"ADDRESS", endpoint.address},
                                                                 {"SCHEMA", endpoint.schema},
                                                                 {"PASSWORD", endpoint.password},
                                                                 {"NOW", to_rfc3339(now)},
                                                                 {"SHANHAI_KILL_AT", kill_at}});
  }
  std::int64_t count(const std::string& sql) {
    auto connection = service.schema.connect();
    return connection.query(sql).front().get<std::int64_t>("COUNT(*)");
  }
  // Nothing differs, and the tree now grew out of the one that was signed last.
  void expect_sound() {
    LogProcess last(service.schema.endpoint(), now);
    const auto findings = audit_log(last.database, last.keys).value();
    for (const auto& finding : findings) EXPECT_EQ(finding.difference, 0) << finding.check << ": " << finding.detail;
    const auto signed_now =
        last.database.transaction_blocking([](db::Tx& tx) -> Result<std::vector<tlog::store::PublishedCheckpoint>> {
          return tlog::store::list_checkpoints(tx, 0, 1000);
        });
    ASSERT_GE(signed_now->size(), signed_before.size());
    for (std::size_t i = 0; i < signed_before.size(); ++i)
      EXPECT_EQ((*signed_now)[i].note, signed_before[i].note) << "what was signed once stays";
    signed_before = *signed_now;
  }

  fixture::ServiceDatabase service{"traceability", {sql::common::kMigrations, sql::traceability::kMigrations}};
  Instant now = parse_rfc3339("2026-11-23T08:30:00Z").value();
  std::vector<tlog::store::PublishedCheckpoint> signed_before;
};

TEST_P(LogCrash, GoesOnWhereverItIsKilled) {
  int killed = 0;
  for (int passage = 1; passage < 60; ++passage) {
    const auto end = run_child(place(GetParam(), passage));
    expect_sound();
    if (!end.killed) {
      EXPECT_EQ(end.exit_code, 0);
      break;
    }
    ++killed;
  }
  EXPECT_GE(killed, 2);
  const auto events = count("SELECT COUNT(*) FROM epcis_event");
  EXPECT_GT(events, 256);
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_leaf"), events);
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_waiting"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_state WHERE size = " + std::to_string(events)), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_key"), 2) << "made once";
  EXPECT_EQ(signed_before.back().size, static_cast<std::uint64_t>(events));
}

INSTANTIATE_TEST_SUITE_P(Points, LogCrash,
                         testing::Values("traceability.log.appended", "traceability.log.signed", kCommits));

}  // namespace
}  // namespace shanhai::traceability
