#include "common/async/waiter.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>

namespace shanhai {
namespace {

using namespace std::chrono_literals;

Task<bool> wait(std::shared_ptr<Waiter> waiter, std::chrono::milliseconds limit) {
  const bool woken = co_await waiter->wait_until(std::chrono::steady_clock::now() + limit);
  co_return woken;
}

bool run(const std::shared_ptr<Waiter>& waiter, std::chrono::milliseconds limit) {
  asio::io_context context(1);
  auto woken = asio::co_spawn(context.get_executor(), wait(waiter, limit), asio::use_future);
  context.run();
  return woken.get();
}

TEST(Waiter, TimeRunsOut) { EXPECT_FALSE(run(std::make_shared<Waiter>(), 5ms)); }

TEST(Waiter, IsWokenByAnotherThread) {
  const auto waiter = std::make_shared<Waiter>();
  std::thread other([&] { waiter->wake(); });
  EXPECT_TRUE(run(waiter, 60s));
  other.join();
}

TEST(Waiter, AWakeBeforeTheWaitIsNotLost) {
  const auto waiter = std::make_shared<Waiter>();
  waiter->wake();
  waiter->wake();
  EXPECT_TRUE(run(waiter, 60s));
  EXPECT_FALSE(run(waiter, 1ms));
}

TEST(Waiter, MayBeWokenWhenNobodyIsLeft) {
  const auto waiter = std::make_shared<Waiter>();
  {
    asio::io_context context(1);
    asio::co_spawn(context.get_executor(), wait(waiter, 60s), asio::detached);
    context.poll();  // it waits now; the context goes away with it
  }
  waiter->wake();
  EXPECT_TRUE(run(waiter, 60s));
}

TEST(Waiter, ManyTimesFromManyThreads) {
  const auto waiter = std::make_shared<Waiter>();
  std::atomic<bool> stopping{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!stopping) waiter->wake();
    });
  }
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(run(waiter, 60s));
  stopping = true;
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace shanhai
