#include <atomic>

#include "common/telemetry/metrics.hpp"
#include "tests/fixture/database_proxy.hpp"
#include "tests/integration/events/stream_fixture.hpp"

namespace shanhai::events {
namespace {

constexpr db::Query kApplyAll{"test.apply_all",
                              "INSERT INTO applied (sequence, name, version) VALUES {{(:sequence, :name, :version)}}"};

class ConsumerTest : public Stream {
 protected:
  ~ConsumerTest() override { background_.stop(); }  // before what its loops use

  void change_many(int count) {
    for (int i = 0; i < count; ++i) change("n" + std::to_string(i % 7));
    fixture::run(sequencer_.run_once());
  }

  std::vector<std::int64_t> applied() {
    auto out = service_.transaction([](db::Tx& tx) -> Result<std::vector<std::int64_t>> {
      std::vector<std::int64_t> sequences;
      for (const auto row : tx.query(kApplied)) sequences.push_back(row.get<std::int64_t>("sequence"));
      return sequences;
    });
    return std::move(*out);
  }

  static std::vector<std::int64_t> up_to(std::int64_t last) {
    std::vector<std::int64_t> out;
    for (std::int64_t i = 1; i <= last; ++i) out.push_back(i);
    return out;
  }

  // Until a loop on another thread has come so far; the test's own time limit ends a wait in vain.
  void await_applied(std::size_t count) {
    while (applied().size() < count) std::this_thread::yield();
  }

  Failures failures_;
  Background background_{failures_.report()};
  Wakeup wakeup_{"stream", nullptr};
  Sequencer sequencer_{service_.database, wakeup_, service_.random, background_};
  LocalEventSource source_{service_.database, wakeup_};
};

TEST_F(ConsumerTest, AppliesEveryEventOnceInOrder) {
  Consumer consumer("test.stream", service_.database, source_, one_by_one(record), background_);
  change_many(300);
  EXPECT_EQ(fixture::run(consumer.run_once()), 256);
  EXPECT_EQ(consumer.lag(), 44);
  EXPECT_EQ(fixture::run(consumer.run_once()), 44);
  EXPECT_EQ(consumer.lag(), 0);
  EXPECT_EQ(fixture::run(consumer.run_once()), 0);
  EXPECT_EQ(applied(), up_to(300));
  Consumer restarted("test.stream", service_.database, source_, one_by_one(record), background_);
  EXPECT_EQ(fixture::run(restarted.run_once()), 0);
}

TEST_F(ConsumerTest, TheLoopFollowsTheStream) {
  Consumer consumer("test.stream", service_.database, source_, one_by_one(record), background_);
  consumer.start();
  change_many(20);
  await_applied(20);
  change_many(20);
  await_applied(40);
  background_.stop();
  EXPECT_EQ(applied(), up_to(40));
  EXPECT_TRUE(failures_.all().empty());
}

TEST_F(ConsumerTest, OfTwoWithOneNameTheSecondStops) {
  Consumer first("test.stream", service_.database, source_, one_by_one(record), background_);
  Consumer second("test.stream", service_.database, source_, one_by_one(record), background_);
  EXPECT_EQ(fixture::run(first.run_once()), 0);
  EXPECT_EQ(fixture::run(second.run_once()), 0);  // both stand at 0 now
  change_many(5);
  EXPECT_EQ(fixture::run(first.run_once()), 5);
  EXPECT_EQ(fixture::run(second.run_once()), 0);
  EXPECT_EQ(applied(), up_to(5));
  change_many(1);
  EXPECT_EQ(fixture::run(second.run_once()), 1);  // knows where the stream is now
  EXPECT_EQ(applied(), up_to(6));
}

TEST_F(ConsumerTest, TwoLoopsWithOneNameApplyOnce) {
  Background other_background(failures_.report());
  Consumer first("test.stream", service_.database, source_, one_by_one(record), background_);
  Consumer second("test.stream", service_.database, source_, one_by_one(record), other_background);
  first.start();
  second.start();
  change_many(600);
  await_applied(600);
  other_background.stop();
  background_.stop();
  EXPECT_EQ(applied(), up_to(600));
  EXPECT_TRUE(failures_.all().empty());
}

TEST_F(ConsumerTest, ARefusedEventHoldsTheStreamButNotWhatCameBefore) {
  bool refuses = true;
  const auto apply = [&](db::Tx& tx, const Event& event) -> Result<void> {
    SH_CHECK(record(tx, event));
    if (event.sequence == 4 && refuses) return Error::conflict("not_yet");
    return {};
  };
  Consumer consumer("test.stream", service_.database, source_, one_by_one(apply), background_);
  change_many(6);
  EXPECT_EQ(fixture::run(consumer.run_once()), 3);
  EXPECT_EQ(fixture::run(consumer.run_once()), 0);
  EXPECT_EQ(applied(), up_to(3));
  EXPECT_EQ(consumer.lag(), 3);
  refuses = false;
  EXPECT_EQ(fixture::run(consumer.run_once()), 3);
  EXPECT_EQ(applied(), up_to(6));
}

// Records all that it is given in one statement, and notes how many those were.
class Together {
 public:
  using Refuse = std::function<Result<void>(std::span<const Event>)>;
  explicit Together(Refuse refuse = [](std::span<const Event>) -> Result<void> { return {}; })
      : refuse_(std::move(refuse)) {}

  Consumer::Apply apply() {
    return [this](db::Tx& tx, std::span<const Event> events) -> Result<void> {
      sizes.push_back(events.size());
      std::vector<db::Params> rows;
      for (const auto& event : events)
        rows.push_back({{"sequence", event.sequence}, {"name", event.aggregate_id}, {"version", event.version}});
      tx.execute_rows(kApplyAll, rows);
      return refuse_(events);
    };
  }

  std::vector<std::size_t> sizes;  // of the calls

 private:
  const Refuse refuse_;
};
using Sizes = std::vector<std::size_t>;

bool holds(std::span<const Event> events, std::int64_t sequence) {
  return std::any_of(events.begin(), events.end(), [=](const Event& event) { return event.sequence == sequence; });
}

TEST_F(ConsumerTest, ABatchIsHandedOverAtOnce) {
  Together together;
  Consumer consumer("test.stream", service_.database, source_, together.apply(), background_);
  change_many(300);
  EXPECT_EQ(fixture::run(consumer.run_once()), 256);
  EXPECT_EQ(fixture::run(consumer.run_once()), 44);
  EXPECT_EQ(together.sizes, (Sizes{256, 44}));
  EXPECT_EQ(applied(), up_to(300));
}

TEST_F(ConsumerTest, OfARefusedBatchWhatCameBeforeTheRefusedEventIsTaken) {
  bool refuses = true;
  Together together([&](std::span<const Event> events) -> Result<void> {
    if (refuses && holds(events, 4)) return Error::conflict("not_yet");
    return {};
  });
  Consumer consumer("test.refused_batch", service_.database, source_, together.apply(), background_);
  auto& stalled = telemetry::gauge("event_consumer_stalled", "", {{"consumer", "test.refused_batch"}});
  change_many(6);
  EXPECT_EQ(fixture::run(consumer.run_once()), 3);
  EXPECT_EQ(together.sizes,
            (Sizes{6, 1, 1, 1, 1, 1, 1, 1}));  // together, each up to the fourth, each of the first three
  EXPECT_EQ(applied(), up_to(3));
  EXPECT_EQ(fixture::run(consumer.run_once()), 0);
  EXPECT_EQ(stalled.value(), 1);
  EXPECT_EQ(consumer.lag(), 3);
  EXPECT_EQ(applied(), up_to(3));
  refuses = false;
  EXPECT_EQ(fixture::run(consumer.run_once()), 3);
  EXPECT_EQ(stalled.value(), 0);
  EXPECT_EQ(together.sizes.back(), 3u);
  EXPECT_EQ(applied(), up_to(6));
}

TEST_F(ConsumerTest, OfABatchThatThrowsWhatCameBeforeIsTaken) {
  const auto there = service_.transaction([&](db::Tx& tx) -> Result<void> {
    Event fifth;
    fifth.sequence = 5;
    return record(tx, fifth);
  });
  ASSERT_TRUE(there);
  Together together;  // a duplicate key in its statement
  Consumer consumer("test.stream", service_.database, source_, together.apply(), background_);
  change_many(6);
  EXPECT_EQ(fixture::run(consumer.run_once()), 4);
  EXPECT_EQ(fixture::run(consumer.run_once()), 0);
  EXPECT_EQ(applied(), up_to(5));
}

// A bug in a handler, but no event is refused: the stream goes on.
TEST_F(ConsumerTest, ABatchThatIsRefusedOnlyTogetherIsTakenOneByOne) {
  Together together([](std::span<const Event> events) -> Result<void> {
    if (events.size() > 1) return Error::conflict("too_many");
    return {};
  });
  Consumer consumer("test.stream", service_.database, source_, together.apply(), background_);
  change_many(3);
  EXPECT_EQ(fixture::run(consumer.run_once()), 3);
  EXPECT_EQ(together.sizes, (Sizes{3, 1, 1, 1}));
  EXPECT_EQ(applied(), up_to(3));
}

TEST_F(ConsumerTest, AHandlerThatThrowsIsARefusal) {
  std::atomic<int> throws{2};
  const auto apply = [&](db::Tx& tx, const Event& event) -> Result<void> {
    if (event.sequence == 2 && throws-- > 0) throw std::logic_error("a bug");
    return record(tx, event);
  };
  Consumer consumer("test.stream", service_.database, source_, one_by_one(apply), background_);
  consumer.start();
  change_many(4);
  await_applied(4);
  background_.stop();
  EXPECT_EQ(applied(), up_to(4));
  EXPECT_LE(throws, 0);
}

// Committed, but nobody heard of it: not applied again. Not committed: applied.
TEST_F(ConsumerTest, AnUnknownCommitIsNeitherLostNorRepeated) {
  fixture::DatabaseProxy proxy(service_.schema.endpoint());
  for (const auto cut : {fixture::DatabaseProxy::Cut::after_commit, fixture::DatabaseProxy::Cut::before_commit}) {
    db::Database database("stream", proxy.endpoint(), 1, service_.clock, service_.random);
    Consumer consumer("test.stream", database, source_, one_by_one(record), background_);
    fixture::run(consumer.run_once());
    const auto before = static_cast<std::int64_t>(applied().size());
    change_many(5);
    proxy.cut_next(cut);
    EXPECT_THROW(fixture::run(consumer.run_once()), Unavailable);
    fixture::run(consumer.run_once());
    EXPECT_EQ(applied(), up_to(before + 5));
  }
  EXPECT_EQ(proxy.cuts(), 2);
}

TEST_F(ConsumerTest, AConnectionKilledInAHandlerIsRetried) {
  constexpr db::Query kOwnId{"test.own_id", "SELECT CONNECTION_ID() AS id"};
  bool killed = false;
  const auto apply = [&](db::Tx& tx, const Event& event) -> Result<void> {
    if (event.sequence == 2 && !std::exchange(killed, true)) {
      const auto id = tx.query(kOwnId).front().get<std::int64_t>("id");
      db::Connection(fixture::DatabaseServer::shared().admin()).execute("KILL " + std::to_string(id));
    }
    return record(tx, event);
  };
  Consumer consumer("test.stream", service_.database, source_, one_by_one(apply), background_);
  change_many(3);
  EXPECT_EQ(fixture::run(consumer.run_once()), 3);
  EXPECT_EQ(applied(), up_to(3));
}

}  // namespace
}  // namespace shanhai::events
