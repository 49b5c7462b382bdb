#include "common/redis/client.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/detached.hpp>
#include <condition_variable>
#include <mutex>

#include "common/base/random.hpp"
#include "tests/fixture/redis.hpp"
#include "tests/fixture/run.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::redis {
namespace {

using namespace std::chrono_literals;
using fixture::RedisServer;
using Words = std::vector<std::string>;

std::optional<Reply> ask(Client& client, Words words) { return fixture::run(client.command(std::move(words))); }

// Asks again until somebody answers.
Task<bool> until_answered(Client& client, std::chrono::seconds limit) {
  const auto give_up = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < give_up) {
    Words words{"PING"};
    const auto reply = co_await client.command(std::move(words));
    if (reply) co_return true;
    co_await sleep_for(5ms);
  }
  co_return false;
}

Task<bool> until_open(Client& client, int calls) {
  for (int i = 0; i < calls; ++i) {
    Words words{"PING"};
    const auto reply = co_await client.command(std::move(words));
    if (reply) co_return false;
  }
  co_return !client.up();
}

// Messages as they come, waited for.
class Inbox {
 public:
  void put(const std::string& message) {
    const std::lock_guard lock(mutex_);
    messages_.push_back(message);
    came_.notify_all();
  }
  bool wait_for(const std::string& message, std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, limit,
                          [&] { return std::find(messages_.begin(), messages_.end(), message) != messages_.end(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::string> messages_;
};

// A subscription is made some time after subscribe() returns, so the message is sent until it has come.
bool publish_until_heard(Client& publisher, Inbox& inbox, const std::string& channel, const std::string& message) {
  for (int i = 0; i < 600; ++i) {
    publisher.publish(channel, message);
    if (inbox.wait_for(message, 20ms)) return true;
  }
  return false;
}

unsigned short free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  EXPECT_EQ(::bind(probe, reinterpret_cast<sockaddr*>(&address), length), 0);
  EXPECT_EQ(::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &length), 0);
  ::close(probe);
  return ntohs(address.sin_port);
}

TEST(RedisClient, RepliesKeepTheirTypes) {
  Client client(RedisServer::shared().address());
  EXPECT_EQ(ask(client, {"SET", "types.a", "x"})->text, "OK");
  EXPECT_EQ(ask(client, {"APPEND", "types.a", "yz"})->integer, 3);
  const auto several = ask(client, {"MGET", "types.a", "types.absent"});
  ASSERT_EQ(several->elements.size(), 2u);
  EXPECT_EQ(several->elements[0].text, "xyz");
  EXPECT_EQ(several->elements[1].type, Reply::Type::nil);
  const auto refused = ask(client, {"INCR", "types.a"});
  EXPECT_EQ(refused->type, Reply::Type::error);
  EXPECT_TRUE(client.up()) << "a refusal is an answer";
}

TEST(RedisClient, AnyBytesComeBackUnchanged) {
  Client client(RedisServer::shared().address());
  SeededRandom random(fixture::seed());
  for (int i = 0; i < 200; ++i) {
    std::string bytes(random.below(3000), '\0');
    random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    const std::string key = "bytes." + bytes.substr(0, 20);
    ASSERT_EQ(ask(client, {"SET", key, bytes})->text, "OK");
    ASSERT_EQ(ask(client, {"GET", key})->text, bytes);
  }
  const std::string injection = "a\r\nFLUSHALL\r\n%s%b";
  ask(client, {"SET", "bytes.kept", "1"});
  ask(client, {"SET", injection, injection});
  EXPECT_EQ(ask(client, {"GET", injection})->text, injection);
  EXPECT_EQ(ask(client, {"GET", "bytes.kept"})->text, "1");
}

Task<> increment(Client& client, int times, int& done) {
  for (int i = 0; i < times; ++i) {
    Words words{"INCR", "many.counter"};
    const auto reply = co_await client.command(std::move(words));
    if (reply && reply->type == Reply::Type::integer) ++done;
  }
}

TEST(RedisClient, ManyCoroutinesShareTheConnection) {
  constexpr int kCoroutines = 100, kTimes = 50;
  Client client(RedisServer::shared().address(), 5000ms);
  ask(client, {"DEL", "many.counter"});
  asio::io_context context;
  int done = 0;
  for (int i = 0; i < kCoroutines; ++i)
    asio::co_spawn(context.get_executor(), increment(client, kTimes, done), asio::detached);
  context.run();
  EXPECT_EQ(done, kCoroutines * kTimes);
  EXPECT_EQ(ask(client, {"GET", "many.counter"})->text, std::to_string(kCoroutines * kTimes));
}

TEST(RedisClient, SubscriberHearsWhatIsPublished) {
  Client publisher(RedisServer::shared().address()), listener(RedisServer::shared().address());
  Inbox first, second, other;
  listener.subscribe("news", [&](const std::string& message) { first.put(message); });
  listener.subscribe("news", [&](const std::string& message) { second.put(message); });
  listener.subscribe("other", [&](const std::string& message) { other.put(message); });
  const std::string message("\0binary\r\n", 9);
  EXPECT_TRUE(publish_until_heard(publisher, first, "news", message));
  EXPECT_TRUE(second.wait_for(message, 5s));
  EXPECT_TRUE(publish_until_heard(publisher, other, "other", "x"));
  EXPECT_FALSE(other.wait_for(message, 0ms));
}

TEST(RedisClient, KilledServerOpensTheCircuitAndARestartClosesIt) {
  RedisServer server;
  Client client(server.address());
  ASSERT_TRUE(ask(client, {"PING"}));
  server.process().kill();
  EXPECT_TRUE(fixture::run(until_open(client, 3)));
  server.process().start();
  EXPECT_TRUE(fixture::run(until_answered(client, 20s)));
  EXPECT_TRUE(client.up());
}

TEST(RedisClient, SubscriptionIsMadeAgainAfterARestart) {
  RedisServer server;
  Client publisher(server.address()), listener(server.address());
  Inbox inbox;
  listener.subscribe("news", [&](const std::string& message) { inbox.put(message); });
  ASSERT_TRUE(publish_until_heard(publisher, inbox, "news", "before"));
  server.process().kill();
  server.process().start();
  EXPECT_TRUE(publish_until_heard(publisher, inbox, "news", "after"));
}

TEST(RedisClient, FrozenServerTimesOutAndRecovers) {
  RedisServer server;
  Client client(server.address(), 100ms);
  ASSERT_TRUE(ask(client, {"PING"}));
  server.process().freeze();
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(ask(client, {"PING"}));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  server.process().thaw();
  EXPECT_TRUE(fixture::run(until_answered(client, 20s)));
}

TEST(RedisClient, ServerThatComesLaterIsFound) {
  RedisServer server;
  server.process().kill();
  Client client(server.address());
  Inbox inbox;
  client.subscribe("news", [&](const std::string& message) { inbox.put(message); });
  EXPECT_FALSE(ask(client, {"PING"}));
  server.process().start();
  EXPECT_TRUE(fixture::run(until_answered(client, 20s)));
  EXPECT_TRUE(publish_until_heard(client, inbox, "news", "x"));
}

TEST(RedisClient, SpeaksTcp) {
  const auto port = std::to_string(free_port());
  fixture::PrivateServer server("redis.sh", {"--port", port, "--bind", "127.0.0.1", "--set-proc-title", "no"});
  Client client("tcp://localhost:" + port, 2000ms);
  const auto reply = ask(client, {"PING"});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->text, "PONG");
  server.kill();
  EXPECT_TRUE(fixture::run(until_open(client, 3)));
  server.start();
  EXPECT_TRUE(fixture::run(until_answered(client, 20s)));
}

TEST(RedisClient, EndWhileCallsArePendingFailsThem) {
  RedisServer server;
  std::atomic<int> answered{0}, failed{0};
  server.process().freeze();
  {
    Client client(server.address(), 60000ms);
    for (int i = 0; i < 10; ++i) {
      client.command({"PING"}, [&](const std::optional<Reply>& reply) { ++(reply ? answered : failed); });
    }
  }
  EXPECT_EQ(failed, 10);
  EXPECT_EQ(answered, 0);
  server.process().thaw();
}

}  // namespace
}  // namespace shanhai::redis
