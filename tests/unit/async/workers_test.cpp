#include "common/async/workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/detached.hpp>
#include <future>

#include "common/async/background.hpp"
#include "common/base/error.hpp"

namespace shanhai {
namespace {

using namespace std::chrono_literals;

Task<> ask(Workers& workers, std::string& out) {
  const std::string owned = "result";
  auto job = [owned](std::size_t) { return owned + " of a worker"; };
  out = co_await workers.run(job);
}

Task<> ask_and_catch(Workers& workers, std::string& out) {
  auto job = [](std::size_t) -> int { throw std::runtime_error("from the worker"); };
  try {
    co_await workers.run(job);
  } catch (const std::runtime_error& e) {
    out = e.what();
  }
}

TEST(Workers, ResumeTheCallerWithTheResult) {
  Workers workers(2, 16);
  asio::io_context io;
  std::string text, failure;
  asio::co_spawn(io.get_executor(), ask(workers, text), asio::detached);
  asio::co_spawn(io.get_executor(), ask_and_catch(workers, failure), asio::detached);
  io.run();
  EXPECT_EQ(text, "result of a worker");
  EXPECT_EQ(failure, "from the worker");
}

Task<> expect_refused(Workers& workers, bool& refused) {
  auto job = [](std::size_t) { return 1; };
  try {
    co_await workers.run(job);
  } catch (const Unavailable&) {
    refused = true;
  }
}

TEST(Workers, AFullQueueIsUnavailable) {
  std::promise<void> release, started;  // outlive the worker that uses them
  Workers workers(1, 1);
  ASSERT_TRUE(workers.try_post([&](std::size_t) {
    started.set_value();
    release.get_future().wait();
  }));
  started.get_future().wait();
  ASSERT_TRUE(workers.try_post([](std::size_t) {}));
  asio::io_context io;
  bool refused = false;
  asio::co_spawn(io.get_executor(), expect_refused(workers, refused), asio::detached);
  io.run();
  EXPECT_TRUE(refused);
  release.set_value();
}

TEST(Workers, CloseRunsWhatIsQueued) {
  std::atomic<int> done{0};
  {
    Workers workers(2, 1000);
    for (int i = 0; i < 500; ++i) ASSERT_TRUE(workers.try_post([&](std::size_t) { ++done; }));
  }
  EXPECT_EQ(done, 500);
}

Task<> count_wakeups(Loop& loop, std::atomic<int>& wakeups, std::promise<void>& third) {
  while (!loop.stopping()) {
    co_await loop.pause(1h);
    if (!loop.stopping() && ++wakeups == 3) third.set_value();
  }
}

TEST(Background, WakesAndStopsItsLoops) {
  std::atomic<int> wakeups{0};
  std::promise<void> third;
  Background background([](const std::string&, const std::string&) {});
  auto loop = background.spawn("counter", [&](Loop& l) { return count_wakeups(l, wakeups, third); });
  auto done = third.get_future();
  while (done.wait_for(1ms) != std::future_status::ready) loop->wake();  // wake-ups may merge
  background.stop();
  EXPECT_GE(wakeups, 3);
}

Task<> fail_once(Loop&, std::atomic<int>& runs, std::promise<void>& second) {
  if (++runs == 1) throw std::runtime_error("first run");
  second.set_value();
  co_return;
}

TEST(Background, StartsAFailedLoopAgainAndSaysSo) {
  std::atomic<int> runs{0};
  std::promise<void> second;
  std::promise<std::string> reported;
  Background background(
      [&](const std::string& loop, const std::string& what) { reported.set_value(loop + ": " + what); });
  background.spawn("failing", [&](Loop& l) { return fail_once(l, runs, second); });
  EXPECT_EQ(reported.get_future().get(), "failing: first run");
  second.get_future().wait();
  background.stop();
  EXPECT_EQ(runs, 2);
}

}  // namespace
}  // namespace shanhai
