#include "common/async/background.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace shanhai {
namespace {

using namespace std::chrono_literals;

void fail(const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }

Task<> tell(std::promise<void>& done, Loop&) {
  done.set_value();
  co_return;
}

TEST(Background, HeldLoopsRunWhenReleased) {
  std::promise<void> first, second;
  Background background(fail, true);
  background.spawn("first", [&](Loop& loop) { return tell(first, loop); });
  auto ran = first.get_future();
  EXPECT_EQ(ran.wait_for(50ms), std::future_status::timeout);
  background.release();
  background.release();
  EXPECT_EQ(ran.wait_for(10s), std::future_status::ready);
  background.spawn("second", [&](Loop& loop) { return tell(second, loop); });
  EXPECT_EQ(second.get_future().wait_for(10s), std::future_status::ready);
}

TEST(Background, HeldLoopsThatWereNeverReleasedNeverRun) {
  auto used = std::make_unique<std::promise<void>>();
  {
    Background background(fail, true);
    background.spawn("never", [&](Loop& loop) { return tell(*used, loop); });
    used.reset();  // what the loop would have used is gone first
    background.stop();
  }
}

Task<> rest_and_tell(std::promise<void>& done, Loop& loop) {
  co_await loop.rest(40ms);
  done.set_value();
}

TEST(Background, ARestIsNotShortenedByWakingUp) {
  Background background(fail);
  std::promise<void> done;
  auto rested = done.get_future();
  const auto began = std::chrono::steady_clock::now();
  const auto loop = background.spawn("rests", [&](Loop& own) { return rest_and_tell(done, own); });
  while (rested.wait_for(1ms) != std::future_status::ready) loop->wake();
  EXPECT_GE(std::chrono::steady_clock::now() - began, 40ms);
}

TEST(Background, ARestEndsWhenItsLoopIsStopped) {
  Background background(fail);
  background.spawn("rests", [](Loop& loop) { return loop.rest(1h); });
  background.stop();
}

Task<> wait_long(std::atomic<int>& ended, Loop& loop) {
  co_await loop.pause(1h);
  if (loop.stopping()) ++ended;
}

TEST(Background, StopWakesEveryPauseAndWaitsForTheLoops) {
  std::atomic<int> ended{0};
  Background background(fail);
  for (int i = 0; i < 10; ++i) background.spawn("loop", [&](Loop& loop) { return wait_long(ended, loop); });
  background.stop();
  EXPECT_EQ(ended, 10);
}

}  // namespace
}  // namespace shanhai
