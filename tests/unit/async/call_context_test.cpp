#include "common/async/call_context.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>

#include "common/async/workers.hpp"

namespace shanhai {
namespace {

std::string current_trace() { return current_call() ? current_call()->trace_id : "none"; }

Task<> touch_everything(Workers& workers) {
  Timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(1));
  boost::system::error_code failure;
  co_await timer.async_wait(asio::redirect_error(use_task, failure));
  EXPECT_FALSE(failure);
  auto work = [](std::size_t) { return current_trace(); };
  const std::string on_worker = co_await workers.run(std::move(work));
  EXPECT_EQ(on_worker, "none");
}

// Many at once on one thread: each sees its own, whatever ran between.
Task<> act(std::string trace, Workers& workers, int& finished) {
  EXPECT_EQ(current_trace(), "none");
  {
    const CallScope scope(std::make_shared<const CallContext>(CallContext{trace, {}, {}}));
    for (int i = 0; i < 20; ++i) {
      EXPECT_EQ(current_trace(), trace);
      co_await touch_everything(workers);
    }
    EXPECT_EQ(current_trace(), trace);
  }
  EXPECT_EQ(current_trace(), "none");
  co_await touch_everything(workers);
  EXPECT_EQ(current_trace(), "none");
  ++finished;
}

TEST(CallContext, FollowsItsCoroutineAcrossSuspensions) {
  Workers workers(2, 100);
  asio::io_context context(1);
  int finished = 0;
  for (int i = 0; i < 30; ++i) {
    asio::co_spawn(context, act("trace" + std::to_string(i), workers, finished), asio::detached);
  }
  context.run();
  EXPECT_EQ(finished, 30);
  EXPECT_EQ(current_trace(), "none");
}

Task<> outer(Workers& workers) {
  const CallScope scope(std::make_shared<const CallContext>(CallContext{"outer", {}, {}}));
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::co_spawn(executor, touch_everything(workers), use_task);
  EXPECT_EQ(current_trace(), "outer");
  try {
    auto fails = [](std::size_t) { throw std::runtime_error("no"); };
    co_await workers.run(std::move(fails));
    ADD_FAILURE();
  } catch (const std::runtime_error&) {
    EXPECT_EQ(current_trace(), "outer");
  }
}

TEST(CallContext, SurvivesOtherCoroutinesAndExceptions) {
  Workers workers(1, 10);
  asio::io_context context(1);
  asio::co_spawn(context, outer(workers), asio::detached);
  context.run();
  EXPECT_EQ(current_trace(), "none");
}

}  // namespace
}  // namespace shanhai
