#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"
#include "tests/integration/runtime/running_process.hpp"
#include "tests/integration/runtime/test_module.hpp"

namespace shanhai::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class Serve : public testing::Test {
 protected:
  unsigned short port_of(const json::Value& listening, const char* name = "port") {
    return static_cast<unsigned short>(listening.at(name).as_int64());
  }
  // Serves in vain; gives the exit code and what stands on standard error.
  std::pair<int, std::string> fail_to_serve() {
    testing::internal::CaptureStderr();
    const int code = serve(settings_.write(), build_test_modules({"identity"}, control_));
    return {code, testing::internal::GetCapturedStderr()};
  }
  static std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  SettingsFile settings_;
  TestControl control_;
};

TEST_F(Serve, EndsInReverseOrderOnSigterm) {
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity", "orders"}, control_));
  const auto port = port_of(log.wait_for("runtime.listening"));
  log.wait_for("runtime.started");
  EXPECT_EQ(get(port, "/readyz").status, 200);
  EXPECT_EQ(get(port, "/healthz").status, 200);
  EXPECT_EQ(get(port, "/v1/orders/fast").status, 204);
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
  EXPECT_THROW(get(port, "/healthz"), Unavailable);
  EXPECT_THAT(control_.diary.entries(),
              ElementsAre("identity connect", "orders connect", "identity mount", "orders mount", "identity start",
                          "orders start", "orders stop", "identity stop", "orders destroyed", "identity destroyed"));
}

// What closes the routes until the modules have started leaves them what they are.
TEST_F(Serve, ARouteThatMayBecomeAWebSocketStaysOne) {
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  const auto port = port_of(log.wait_for("runtime.listening"));
  log.wait_for("runtime.started");
  EXPECT_EQ(get(port, "/v1/identity/socket").status, 204);
  http::Client client;
  http::ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(port) + "/v1/identity/socket";
  request.headers = {{"Upgrade", "websocket"},
                     {"Connection", "Upgrade"},
                     {"Sec-WebSocket-Version", "13"},
                     {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  const auto refused = fixture::run(client.send(request));
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("no_socket_here"));
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST_F(Serve, RequestInFlightIsAnsweredWhileDraining) {
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  const auto port = port_of(log.wait_for("runtime.listening"));
  log.wait_for("runtime.started");
  auto slow = std::async(std::launch::async, [port] { return get(port, "/v1/identity/slow").status; });
  control_.entered.get_future().wait();
  send_signal(SIGINT);
  log.wait_for("runtime.draining");
  EXPECT_EQ(slow.wait_for(100ms), std::future_status::timeout);
  control_.release->wake();
  EXPECT_EQ(slow.get(), 204);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST_F(Serve, DrainWaitsNoLongerThanItMay) {
  settings_.set("server.drain_ms", "100");
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  const auto port = port_of(log.wait_for("runtime.listening"));
  log.wait_for("runtime.started");
  auto slow = std::async(std::launch::async, [port] {
    EXPECT_THROW(get(port, "/v1/identity/slow"), Unavailable) << "the connection was closed";
  });
  control_.entered.get_future().wait();
  send_signal(SIGTERM);
  slow.get();
  control_.release->wake();
  EXPECT_EQ(process.exit_code(), 0);
}

TEST_F(Serve, InternalListenerServesWhatThePublicOneDoesAndMore) {
  settings_.set("server.internal_listen", "127.0.0.1:0");
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  const auto listening = log.wait_for("runtime.listening");
  log.wait_for("runtime.started");
  const auto internal = port_of(listening, "internal_port");
  EXPECT_EQ(get(internal, "/.well-known/jwks.json").status, 200);
  EXPECT_THAT(get(internal, "/metrics").body, HasSubstr("process_resident_memory_bytes"));
  EXPECT_EQ(get(internal, "/readyz").status, 200);
  EXPECT_NE(internal, port_of(listening));
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST_F(Serve, DatabaseThatIsAwayIsWaitedFor) {
  fixture::DatabaseServer server;
  fixture::Schema schema("orders", {}, server);
  settings_.set("database.address", schema.endpoint().address);
  settings_.set("database.orders.schema", schema.endpoint().schema);
  settings_.set("database.orders.user", schema.endpoint().user);
  settings_.set("database.orders.password", schema.endpoint().password);
  server.process().kill();
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity", "orders"}, control_));
  const auto port = port_of(log.wait_for("runtime.listening"));
  log.wait_for("runtime.waiting_for_database");
  const auto ready = get(port, "/readyz");
  EXPECT_EQ(ready.status, 503);
  EXPECT_EQ(get(port, "/healthz").status, 200);
  const auto refused = get(port, "/v1/orders/fast");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.retry_after, "1");
  EXPECT_THAT(refused.body, HasSubstr("\"code\":\"starting\""));
  server.process().start();
  log.wait_for("runtime.started");
  EXPECT_EQ(get(port, "/readyz").status, 200);
  EXPECT_EQ(get(port, "/v1/orders/fast").status, 204);
  EXPECT_EQ(log.all("runtime.waiting_for_database").size(), 1u) << "one line, however long it takes";
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

// Anybody may ask, and each question of the modules costs statements.
TEST_F(Serve, ModulesAreNotAskedForEveryProbe) {
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  const auto port = port_of(log.wait_for("runtime.listening"));
  log.wait_for("runtime.started");
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 40; ++i) EXPECT_EQ(get(port, "/readyz").status, 200);
  const auto passed = std::chrono::steady_clock::now() - began;
  EXPECT_LE(control_.readiness_asked, 1 + passed / 250ms);
  EXPECT_GE(control_.readiness_asked, 1);
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST_F(Serve, EndsWhileItWaitsForTheDatabase) {
  settings_.set("database.address", "unix:///nonexistent/database.sock");
  for (const char* key : {"schema", "user", "password"}) settings_.set(std::string("database.identity.") + key, "x");
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  log.wait_for("runtime.waiting_for_database");
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST_F(Serve, DatabaseThatRefusesIsOneLineAndExitCodeOne) {
  const auto admin = fixture::DatabaseServer::shared().admin();
  settings_.set("database.address", admin.address);
  for (const char* key : {"schema", "user", "password"})
    settings_.set(std::string("database.identity.") + key, "nobody");
  CapturedLog log;
  const auto [code, text] = fail_to_serve();
  EXPECT_EQ(code, 1);
  EXPECT_EQ(lines_of(text), 1u) << text;
  EXPECT_THAT(text, HasSubstr("identity has no database: "));
}

TEST_F(Serve, ModuleThatFailsToStartIsOneLineAndExitCodeOne) {
  control_.on_start = [] { throw std::runtime_error("no such table\nsecond line"); };
  CapturedLog log;
  const auto [code, text] = fail_to_serve();
  EXPECT_EQ(code, 1);
  EXPECT_EQ(lines_of(text), 1u) << text;
  EXPECT_THAT(text, HasSubstr("identity did not start: no such table"));
}

TEST_F(Serve, ModuleIsStartedAgainWhenSomethingWasAway) {
  int starts = 0;
  control_.on_start = [&starts] {
    if (++starts < 3) throw Unavailable("database");
  };
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  log.wait_for("runtime.started");
  EXPECT_EQ(starts, 3);
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST_F(Serve, PortInUseIsOneLineAndExitCodeOne) {
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  const auto port = port_of(log.wait_for("runtime.listening"));
  log.wait_for("runtime.started");
  SettingsFile second;
  second.set("server.listen", "127.0.0.1:" + std::to_string(port));
  TestControl control;
  testing::internal::CaptureStderr();
  const int code = serve(second.write(), build_test_modules({"identity"}, control));
  const auto text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(code, 1);
  EXPECT_EQ(lines_of(text), 1u) << text;
  EXPECT_THAT(text, HasSubstr("cannot listen on 127.0.0.1:" + std::to_string(port) + ": Address already in use"));
  EXPECT_EQ(get(port, "/v1/identity/fast").status, 204) << "the first goes on";
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST_F(Serve, WrongSettingsAreOneLineAndExitCodeTwo) {
  const auto line_for = [this](const std::string& key, const std::string& value) {
    SettingsFile wrong;
    value.empty() ? wrong.remove(key) : wrong.set(key, value);
    testing::internal::CaptureStderr();
    EXPECT_EQ(serve(wrong.write(), build_test_modules({"identity"}, control_)), 2) << key;
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_EQ(lines_of(text), 1u) << text;
    return text;
  };
  EXPECT_THAT(line_for("auth.issuer", ""), HasSubstr("auth.issuer is missing (environment: SHANHAI_AUTH__ISSUER)"));
  EXPECT_THAT(line_for("secrets.master_key", "abc"), HasSubstr("secrets.master_key is 64 hex digits"));
  EXPECT_THAT(line_for("server.threads", "0"), HasSubstr("server.threads is at least 1"));
  EXPECT_THAT(line_for("telemetry.level", "loud"), HasSubstr("telemetry.level is debug, info, warn or error"));
  EXPECT_THAT(line_for("redis.address", "somewhere"), HasSubstr("redis.address: "));
  EXPECT_THAT(line_for("client.tls_ca", "/nonexistent/ca.pem"),
              HasSubstr("client.tls_ca: no certificates can be read from /nonexistent/ca.pem"));
  EXPECT_THAT(line_for("database.idempotency_days", "0"), HasSubstr("database.idempotency_days is at least 1"));
  EXPECT_THAT(line_for("a b", "not TOML"), HasSubstr("settings.toml line 1: "));
  testing::internal::CaptureStderr();
  EXPECT_EQ(serve("/nonexistent/settings.toml", build_test_modules({"identity"}, control_)), 2);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("settings file /nonexistent/settings.toml: No such file"));
}

TEST_F(Serve, MisspeltSettingsAreReported) {
  settings_.set("server.listn", "x");
  settings_.set("sever.threads", "1");
  settings_.set("database.admin.user", "root");
  CapturedLog log;
  RunningProcess process(settings_.write(), build_test_modules({"identity"}, control_));
  log.wait_for("runtime.started");
  send_signal(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
  std::vector<std::string> keys;
  for (const auto& line : log.all("settings.unknown_key")) keys.emplace_back(line.at("key").as_string());
  EXPECT_THAT(keys, testing::IsSupersetOf({"server.listn", "sever.threads"}));
  EXPECT_THAT(keys, testing::Not(testing::Contains("database.admin.user")));
}

}  // namespace
}  // namespace shanhai::runtime
