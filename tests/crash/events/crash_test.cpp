// The process that numbers and applies events is killed around its commits, again and again: every event ends up with
// one number and is applied once.
#include "tests/fixture/child.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/events/stream_fixture.hpp"

namespace shanhai::events {
namespace {

class CrashTest : public Stream {
 protected:
  // As if the ten seconds had passed.
  void let_lease_run_out() {
    constexpr db::Query kEnd{"test.end_lease", "UPDATE sequencer SET leased_until = :now WHERE id = 1"};
    const auto done = service_.transaction([&](db::Tx& tx) -> Result<void> {
      tx.execute(kEnd, {{"now", tx.now()}});
      return {};
    });
    ASSERT_TRUE(done);
  }
};

TEST(CrashChild, DISABLED_NumbersAndApplies) {
  db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"), fixture::from_parent("SCHEMA"),
                        fixture::from_parent("PASSWORD"), ""};
  SystemClock clock;
  SecureRandom random;
  db::Database database("stream", endpoint, 1, clock, random);
  Background background(
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; });
  Wakeup wakeup("stream", nullptr);
  const auto record = [](db::Tx& tx, const Event& event) -> Result<void> {
    tx.execute(kApply, {{"sequence", event.sequence}, {"name", event.aggregate_id}, {"version", event.version}});
    return {};
  };
  Sequencer sequencer(database, wakeup, random, background);
  LocalEventSource source(database, wakeup);
  Consumer consumer("test.stream", database, source, one_by_one(record), background);
  fixture::run(sequencer.run_once());
  for (std::int64_t taken = 1; taken > 0;) taken = fixture::run(consumer.run_once());
  background.stop();
}

TEST_F(CrashTest, KilledAroundEveryCommit) {
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  constexpr int kEvents = 1200;
  for (int i = 0; i < kEvents; ++i) change("n" + std::to_string(service_.random.below(30)));
  int kills = 0;
  for (int passage = 1;; ++passage) {
    let_lease_run_out();
    const auto point = passage % 2 ? "db.before_commit:" : "db.after_commit:";
    const auto& endpoint = service_.schema.endpoint();
    const auto end = fixture::run_child("CrashChild.DISABLED_NumbersAndApplies",
                                        {{"ADDRESS", endpoint.address},
                                         {"SCHEMA", endpoint.schema},
                                         {"PASSWORD", endpoint.password},
                                         {"SHANHAI_KILL_AT", point + std::to_string((passage + 1) / 2)}});
    if (!end.killed) {
      EXPECT_EQ(end.exit_code, 0);
      break;
    }
    ++kills;
  }
  EXPECT_GE(kills, 6);
  expect_in_order(numbered());
  const auto applied = service_.transaction([](db::Tx& tx) -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> out;
    for (const auto row : tx.query(kApplied)) out.push_back(row.get<std::int64_t>("sequence"));
    return out;
  });
  ASSERT_EQ(applied->size(), std::size_t{kEvents});
  EXPECT_EQ(applied->back(), kEvents);
}

}  // namespace
}  // namespace shanhai::events
