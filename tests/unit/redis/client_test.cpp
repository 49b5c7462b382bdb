// The client where nobody answers. With a real Redis: tests/integration/redis.
#include "common/redis/client.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <future>

#include "common/redis/connection.hpp"

namespace shanhai::redis {
namespace {

using namespace std::chrono_literals;

std::optional<Reply> ask(Client& client, std::vector<std::string> words) {
  auto answer = std::make_shared<std::promise<std::optional<Reply>>>();
  auto future = answer->get_future();
  client.command(std::move(words), [answer](std::optional<Reply> reply) { answer->set_value(std::move(reply)); });
  return future.get();
}

TEST(RedisAddress, IsAUnixPathOrAHostWithPort) {
  EXPECT_EQ(Address::parse("unix:///run/redis.sock").path, "/run/redis.sock");
  EXPECT_EQ(Address::parse("tcp://redis:6379").host, "redis");
  EXPECT_EQ(Address::parse("tcp://[::1]:6379").host, "::1");
  EXPECT_EQ(Address::parse("tcp://[::1]:6379").port, "6379");
  for (const char* wrong :
       {"", "redis", "unix://", "tcp://", "tcp://redis", "tcp://:6379", "tcp://redis:", "http://redis:6379"}) {
    EXPECT_THROW(Address::parse(wrong), std::invalid_argument) << wrong;
  }
}

TEST(RedisClient, WithoutAServerCallsFailAndTheCircuitOpens) {
  Client client("unix:///nonexistent/redis.sock");
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(ask(client, {"PING"}));
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(ask(client, {"PING"}));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 800ms) << "an open circuit asks nobody";
  EXPECT_FALSE(client.up());
  client.publish("channel", "message");
}

TEST(RedisClient, UnknownHostIsAwayNotAnException) {
  Client client("tcp://redis.invalid:6379", 100ms);
  EXPECT_FALSE(ask(client, {"PING"}));
}

// Accepts the connection (the kernel does) and never answers.
TEST(RedisClient, SilentServerTimesOut) {
  const std::string path = testing::TempDir() + "silent." + std::to_string(::getpid());
  ::unlink(path.c_str());
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 8), 0);
  {
    Client client("unix://" + path, 100ms);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(ask(client, {"PING"}));
    const auto took = std::chrono::steady_clock::now() - began;
    EXPECT_GE(took, 100ms);
    EXPECT_LT(took, 2s);
  }
  ::close(listener);
  ::unlink(path.c_str());
}

TEST(RedisClient, EndFailsWhatIsPending) {
  std::promise<bool> answered;
  {
    Client client("unix:///nonexistent/redis.sock");
    client.subscribe("channel", [](const std::string&) {});
    client.command({"PING"}, [&](const std::optional<Reply>& reply) { answered.set_value(reply.has_value()); });
  }
  EXPECT_FALSE(answered.get_future().get());
}

}  // namespace
}  // namespace shanhai::redis
