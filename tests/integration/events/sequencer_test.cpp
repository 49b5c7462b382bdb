#include <thread>

#include "tests/fixture/seed.hpp"
#include "tests/integration/events/stream_fixture.hpp"

namespace shanhai::events {
namespace {

constexpr db::Query kInsertRaw{"test.insert_raw", R"(INSERT INTO outbox
(id, event_type, aggregate_type, aggregate_id, version, occurred_at, actor, reason, trace_id, payload)
VALUES (:id, 'test.counter_changed', 'counter', :name, :version, :now, 'system', '', '', '{}'))"};

constexpr db::Query kInsertPending{"test.insert_pending", "INSERT INTO outbox_pending (id) VALUES (:id)"};

class SequencerTest : public Stream {
 protected:
  ~SequencerTest() override { background_.stop(); }  // before what its loops use

  // With an id that says another time than when it was written, as a process with a wrong clock would.
  void insert(std::uint8_t time, const std::string& name, std::int64_t version) {
    IdBytes bytes{};
    bytes[0] = time;
    bytes[15] = next_++;
    const auto done = service_.transaction([&](db::Tx& tx) -> Result<void> {
      tx.execute(kInsertRaw, {{"id", EventId(bytes)}, {"name", name}, {"version", version}, {"now", tx.now()}});
      tx.execute(kInsertPending, {{"id", EventId(bytes)}});
      return {};
    });
    ASSERT_TRUE(done);
  }

  std::vector<std::string> order() {
    std::vector<std::string> out;
    for (const auto& event : numbered()) out.push_back(event.aggregate_id + std::to_string(event.version));
    return out;
  }

  Failures failures_;
  Background background_{failures_.report()};
  Wakeup wakeup_{"stream", nullptr};
  std::uint8_t next_ = 0;
};

using Names = std::vector<std::string>;

TEST_F(SequencerTest, NumbersWhatIsCommitted) {
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  change("tea");
  service_.clock.advance(std::chrono::milliseconds(1));
  change("honey");
  change("tea");
  fixture::run(sequencer.run_once());
  const auto events = numbered();
  ASSERT_EQ(events.size(), 3u);  // ids of one millisecond are in no order
  expect_in_order(events);
  EXPECT_EQ(events[0].type, "test.counter_changed");
  EXPECT_EQ(events[0].aggregate_id, "tea");
  EXPECT_EQ(events[0].reason, "测试");
  EXPECT_EQ(events[0].occurred_at + std::chrono::milliseconds(1), service_.clock.now());
  EXPECT_EQ(json::to_text(events[0].payload), R"({"n":1})");
  EXPECT_EQ(fixture::run(sequencer.run_once()), 0);
}

TEST_F(SequencerTest, IdsOutOfOrderDoNotReverseVersions) {
  insert(9, "a", 1);
  insert(2, "a", 2);
  insert(5, "b", 1);
  insert(1, "a", 3);
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  fixture::run(sequencer.run_once());
  EXPECT_EQ(order(), (Names{"a1", "a2", "a3", "b1"}));
}

TEST_F(SequencerTest, TakesEarlierVersionsFromBeyondTheBatch) {
  insert(200, "late", 1);
  insert(1, "late", 2);
  const auto done = service_.transaction([&](db::Tx& tx) -> Result<void> {
    std::vector<NewEvent> events;
    for (int i = 0; i < 1500; ++i) {
      events.push_back({"test.counter_changed", "counter", "n" + std::to_string(i), 1, "system", "", "", {}});
    }
    append_all(tx, service_.random, events);
    return {};
  });
  ASSERT_TRUE(done);
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  fixture::run(sequencer.run_once());
  const auto events = numbered();
  ASSERT_EQ(events.size(), 1502u);
  expect_in_order(events);
  EXPECT_EQ(events[0].aggregate_id, "late");
  EXPECT_EQ(events[1].aggregate_id, "late");
}

TEST_F(SequencerTest, HoldsBackAVersionWhosePredecessorHasNoEvent) {
  insert(1, "broken", 2);
  insert(2, "whole", 1);
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  fixture::run(sequencer.run_once());
  EXPECT_EQ(order(), Names{"whole1"});
  insert(3, "broken", 1);
  fixture::run(sequencer.run_once());
  EXPECT_EQ(order(), (Names{"whole1", "broken1", "broken2"}));
}

TEST_F(SequencerTest, ManyHeldBackRowsDoNotStopTheOthers) {
  const auto done = service_.transaction([&](db::Tx& tx) -> Result<void> {
    std::vector<NewEvent> events;
    for (int i = 0; i < 2100; ++i) {
      events.push_back({"test.counter_changed", "counter", "n" + std::to_string(i), 2, "system", "", "", {}});
    }
    append_all(tx, service_.random, events);
    return {};
  });
  ASSERT_TRUE(done);
  insert(255, "whole", 1);
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  fixture::run(sequencer.run_once());
  EXPECT_EQ(order(), Names{"whole1"});
}

TEST_F(SequencerTest, TheSameVersionTwiceIsRefused) {
  insert(1, "a", 1);
  EXPECT_THROW((void)service_.transaction([&](db::Tx& tx) -> Result<void> {
    append(tx, service_.random, {"test.counter_changed", "counter", "a", 1, "system", "", "", {}});
    return {};
  }),
               db::DuplicateKey);
}

TEST_F(SequencerTest, WhatIsRolledBackLeavesNoGap) {
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  change("a");
  const auto refused = service_.transaction([&](db::Tx& tx) -> Result<void> {
    const auto changed = change(tx, service_.random, "a");
    EXPECT_TRUE(changed);
    return Error::conflict("no");
  });
  EXPECT_FALSE(refused);
  change("a");
  fixture::run(sequencer.run_once());
  EXPECT_EQ(order(), (Names{"a1", "a2"}));
}

TEST_F(SequencerTest, TheLoopNumbersByItself) {
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  LocalEventSource source(service_.database, wakeup_);
  change("a");
  sequencer.committed();
  const auto batch = fixture::run(source.after(0, 10, std::chrono::seconds(20)));
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->events.size(), 1u);
  EXPECT_EQ(batch->last_sequence, 1);
  EXPECT_TRUE(failures_.all().empty());
}

// The disk is synced for a batch, not for each of the small commits that follow it.
TEST_F(SequencerTest, WhatIsCommittedShortlyAfterABatchIsNumberedTogether) {
  constexpr int kCommits = 20;
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  LocalEventSource source(service_.database, wakeup_);
  const auto commit = [&] {
    change("a");
    sequencer.committed();
  };
  const auto before = wakeup_.count();
  commit();
  ASSERT_EQ(fixture::run(source.after(0, 10, std::chrono::seconds(20)))->events.size(), 1u);
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < kCommits; ++i) commit();
  ASSERT_EQ(fixture::run(source.after(kCommits, 10, std::chrono::seconds(20)))->events.size(), 1u);
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_LE(wakeup_.count() - before, 2u + static_cast<std::uint64_t>(took / std::chrono::milliseconds(50)));
}

TEST_F(SequencerTest, AnotherHoldersLeaseIsRespectedUntilItEnds) {
  constexpr db::Query kLease{"test.lease",
                             "UPDATE sequencer SET holder = 'other', fence = 7, leased_until = :until WHERE id = 1"};
  Sequencer sequencer(service_.database, wakeup_, service_.random, background_);
  const auto leased = service_.transaction([&](db::Tx& tx) -> Result<void> {
    tx.execute(kLease, {{"until", tx.now() + std::chrono::seconds(10)}});
    return {};
  });
  ASSERT_TRUE(leased);
  change("a");
  EXPECT_EQ(fixture::run(sequencer.run_once()), 0);
  EXPECT_TRUE(numbered().empty());
  service_.clock.advance(std::chrono::seconds(11));
  fixture::run(sequencer.run_once());
  EXPECT_EQ(order(), Names{"a1"});
  constexpr db::Query kFence{"test.fence", "SELECT fence FROM sequencer WHERE id = 1"};
  const auto fence =
      service_.transaction([&](db::Tx& tx) -> Result<int> { return tx.query(kFence).front().get<int>("fence"); });
  EXPECT_GT(*fence, 7);
}

// Writers and two sequencers at once: every event has one number, in the order of its aggregate.
TEST_F(SequencerTest, TenThousandEventsFromFourThreadsWithTwoSequencers) {
  constexpr int kThreads = 4, kEventsEach = 2500;
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  SystemClock clock;
  Wakeup other_wakeup("stream", nullptr);
  Background other_background(failures_.report());
  db::Database first("stream", service_.schema.endpoint(), 2, clock, service_.random);
  db::Database second("stream", service_.schema.endpoint(), 2, clock, service_.random);
  Sequencer one(first, wakeup_, service_.random, background_);
  Sequencer two(second, other_wakeup, service_.random, other_background);
  db::Database writers("stream", service_.schema.endpoint(), 1, clock, service_.random);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      SeededRandom random(fixture::seed() + static_cast<std::uint64_t>(t));
      for (int i = 0; i < kEventsEach;) {
        const auto in_one = std::min<int>(kEventsEach - i, 1 + static_cast<int>(random.below(20)));
        // In order of name, as every writer must lock.
        std::set<std::string> names;
        while (static_cast<int>(names.size()) < in_one) names.insert("n" + std::to_string(random.below(100)));
        const auto done = writers.transaction_blocking([&](db::Tx& tx) -> Result<void> {
          for (const auto& name : names) SH_CHECK(change(tx, random, name));
          return {};
        });
        ASSERT_TRUE(done);
        i += in_one;
        (t % 2 ? one : two).committed();
        fixture::run((t % 2 ? two : one).run_once());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  fixture::run(one.run_once());
  background_.stop();
  other_background.stop();
  fixture::run(one.run_once());  // whichever of them had the lease has given it back
  const auto events = numbered();
  EXPECT_EQ(events.size(), std::size_t{kThreads * kEventsEach});
  expect_in_order(events);
  EXPECT_TRUE(failures_.all().empty()) << failures_.all().front();
}

}  // namespace
}  // namespace shanhai::events
