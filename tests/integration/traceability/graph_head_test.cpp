// How far the streams have come: nobody is told less than what was committed before they asked, however many ask at the
// same time, and whatever becomes of the connection.
#include <atomic>
#include <future>
#include <set>
#include <thread>

#include "services/traceability/graph/head_watch.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability::graph {
namespace {

std::chrono::steady_clock::time_point soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }

class TraceHead : public World {
 protected:
  void commit_movement(std::int64_t sequence) {
    const auto done = service.transaction([&](db::Tx& tx) -> Result<void> {
      insert_movements(tx, {{sequence, 0, MovementKind::blocked, LotId::make(clock, random), {}, {}, {}, 0}});
      return {};
    });
    if (done.has_error()) throw std::runtime_error(describe(done.error()));
  }
};

TEST_F(TraceHead, IsNeverOlderThanTheQuestion) {
  constexpr int kAskers = 6;
  constexpr std::int64_t kMovements = 200;
  HeadWatch watch(service.schema.endpoint(), clock);
  std::atomic<std::int64_t> committed{0}, looks{0};
  std::vector<std::future<bool>> askers;
  for (int i = 0; i < kAskers; ++i) {
    askers.push_back(std::async(std::launch::async, [&] {
      bool holds = true;
      while (committed < kMovements) {
        const std::int64_t before = committed;
        holds = fixture::run(watch.look(soon())).orders_sequence >= before && holds;
        ++looks;
      }
      return holds;
    }));
  }
  for (std::int64_t sequence = 1; sequence <= kMovements; ++sequence) {
    commit_movement(sequence);
    committed = sequence;
  }
  for (auto& asker : askers) EXPECT_TRUE(asker.get());
  EXPECT_GE(looks, kAskers);
  EXPECT_EQ(run(watch.look(soon())).orders_sequence, kMovements);
}

TEST_F(TraceHead, IsFoundOnANewConnectionWhereTheOldOneBroke) {
  background.stop();  // nobody else connects meanwhile, or is in the middle of a commit
  auto admin = db::Connection(fixture::DatabaseServer::shared().admin());
  const auto connections = [&] {
    std::set<std::int64_t> out;
    for (const auto row : admin.query("SELECT id FROM information_schema.processlist WHERE user = '" +
                                      service.schema.endpoint().user + "'"))
      out.insert(row.get<std::int64_t>("id"));
    return out;
  };
  const auto before = connections();
  HeadWatch watch(service.schema.endpoint(), clock);
  EXPECT_EQ(run(watch.look(soon())).orders_sequence, 0);
  int killed = 0;
  for (const auto id : connections()) {
    if (before.contains(id)) continue;
    admin.execute("KILL " + std::to_string(id));
    ++killed;
  }
  ASSERT_EQ(killed, 1);
  commit_movement(1);
  EXPECT_EQ(run(watch.look(soon())).orders_sequence, 1);
}

TEST_F(TraceHead, IsUnavailableWhileTheDatabaseIsAway) {
  auto elsewhere = service.schema.endpoint();
  elsewhere.address = "unix:///nonexistent/socket";
  HeadWatch watch(elsewhere, clock);
  EXPECT_THROW(run(watch.look(soon())), Unavailable);
  EXPECT_THROW(run(watch.look(soon())), Unavailable) << "again";
}

}  // namespace
}  // namespace shanhai::traceability::graph
