// The stream over HTTP, and wake-ups between processes.
#include <condition_variable>

#include "common/http/server.hpp"
#include "tests/fixture/redis.hpp"
#include "tests/integration/events/stream_fixture.hpp"

namespace shanhai::events {
namespace {

constexpr auto kToken = "internal token of at least 32 characters";

class RemoteTest : public Stream {
 protected:
  RemoteTest() {
    routes_.mount(table_, "stream");
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.internal = true;
    options.internal_token = kToken;
    options.access_log = false;
    server_ =
        std::make_unique<http::Server>(options, table_, tokens_, limiter_, service_.random, [this] { return ready(); });
    server_->start();
    address_ = "http://127.0.0.1:" + std::to_string(server_->port());
  }
  ~RemoteTest() override { background_.stop(); }  // before what its loops use

  Task<std::string> ready() { co_return std::string(); }
  RemoteEventSource remote(const std::string& token = kToken) {
    return RemoteEventSource(http::ServiceClient(client_, address_, token), "stream");
  }

  Failures failures_;
  Background background_{failures_.report()};
  Wakeup wakeup_{"stream", nullptr};
  Sequencer sequencer_{service_.database, wakeup_, service_.random, background_};
  LocalEventSource source_{service_.database, wakeup_};
  EventRoutes routes_{source_};
  http::RouteTable table_;
  auth::TokenVerifier tokens_{"https://test.invalid", service_.clock};
  http::RateLimiter limiter_{nullptr, service_.clock};
  http::Client client_;
  std::string address_;
  std::unique_ptr<http::Server> server_;
};

TEST_F(RemoteTest, TheStreamOverHttpIsTheSame) {
  auto remote_source = remote();
  change("honey");
  change("tea");
  fixture::run(sequencer_.run_once());
  const auto near = fixture::run(source_.after(0, 10, std::chrono::milliseconds(0)));
  const auto far = fixture::run(remote_source.after(0, 10, std::chrono::milliseconds(0)));
  ASSERT_TRUE(far) << far.error().code << far.error().detail;
  EXPECT_EQ(json::print(*far), json::print(*near));
  EXPECT_EQ(far->events.size(), 2u);
  const auto second = fixture::run(remote_source.after(1, 10, std::chrono::milliseconds(0)));
  EXPECT_EQ(second->events.size(), 1u);
  EXPECT_EQ(second->last_sequence, 2);
}

TEST_F(RemoteTest, WaitsForTheFirstEvent) {
  auto remote_source = remote();
  std::thread writer([&] {
    change("tea");
    sequencer_.committed();
  });
  const auto batch = fixture::run(remote_source.after(0, 10, std::chrono::seconds(20)));
  writer.join();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->events.size(), 1u);
}

TEST_F(RemoteTest, NotWithoutTheToken) {
  auto stranger = remote("another token of at least 32 characters");
  EXPECT_THROW(fixture::run(stranger.after(0, 10, std::chrono::milliseconds(0))), Unavailable);
}

TEST_F(RemoteTest, AConsumerFollowsAcrossARestartOfTheServer) {
  auto remote_source = remote();
  Consumer consumer("test.remote", service_.database, remote_source, one_by_one(record), background_);
  change("tea");
  fixture::run(sequencer_.run_once());
  EXPECT_EQ(fixture::run(consumer.run_once()), 1);
  server_.reset();
  EXPECT_THROW(fixture::run(consumer.run_once()), Unavailable);
  change("tea");
  fixture::run(sequencer_.run_once());
  http::ServerOptions options;
  options.listen = address_.substr(std::string_view("http://").size());
  options.internal = true;
  options.internal_token = kToken;
  options.access_log = false;
  server_ =
      std::make_unique<http::Server>(options, table_, tokens_, limiter_, service_.random, [this] { return ready(); });
  server_->start();
  EXPECT_EQ(fixture::run(consumer.run_once()), 1);
  EXPECT_EQ(fixture::run(consumer.run_once()), 0);
}

// Two processes that share a Redis: what one numbers wakes the other. A message may be lost, so it is sent until it
// arrives.
TEST(WakeupTest, CrossesProcessesThroughRedis) {
  redis::Client here(fixture::RedisServer::shared().address()), there(fixture::RedisServer::shared().address());
  std::mutex mutex;
  std::condition_variable changed;
  int numbered = 0, committed = 0, echoes = 0;
  Wakeup sender("stream", &here), receiver("stream", &there), other("another", &there);
  const auto count = [&](int& counter) {
    return [&] {
      const std::lock_guard lock(mutex);
      ++counter;
      changed.notify_all();
    };
  };
  receiver.on_notify(count(numbered));
  receiver.on_committed(count(committed));
  sender.on_committed(count(echoes));
  other.on_notify(count(echoes));
  std::unique_lock lock(mutex);
  while (numbered == 0 || committed == 0) {
    lock.unlock();
    sender.notify();
    sender.hint_committed();
    lock.lock();
    changed.wait_for(lock, std::chrono::milliseconds(20));
  }
  EXPECT_EQ(echoes, 0);
}

TEST(WakeupTest, AfterItsEndNoCallbackRuns) {
  redis::Client here(fixture::RedisServer::shared().address()), there(fixture::RedisServer::shared().address());
  Wakeup sender("stream", &here), witness("stream", &there);
  std::atomic<int> late{0}, witnessed{0};
  witness.on_notify([&] { ++witnessed; });
  {
    Wakeup receiver("stream", &there);
    receiver.on_notify([&] { ++late; });
    while (late == 0) {
      sender.notify();
      std::this_thread::yield();
    }
  }
  const int before = late;
  for (const int seen = witnessed; witnessed < seen + 10;) sender.notify();
  EXPECT_EQ(late, before);
}

}  // namespace
}  // namespace shanhai::events
