// Points in time that nobody can push back by sending or reading byte by byte.
#include <future>

#include "common/telemetry/metrics.hpp"
#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;

class Deadlines : public Served {
 protected:
  Deadlines() {
    options.request_deadline = 400ms;
    options.idle_timeout = 400ms;
    restart();
  }
  // Sends a byte whenever 10 ms have passed without an answer.
  static void trickle(RawConnection& connection, int bytes_max) {
    for (int i = 0; i < bytes_max && !connection.answers_within(10); ++i) connection.send("x");
  }
  std::chrono::milliseconds passed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
  }
  // The deadline, and what one sweep, one slow machine may add to it.
  void expect_on_time() const {
    EXPECT_GE(passed(), 380ms);
    EXPECT_LE(passed(), 3000ms);
  }

 private:
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

TEST_F(Deadlines, EndAHeadThatTrickles) {
  auto connection = connect();
  connection.send("GET /healthz HTTP/1.1\r\nHost: t\r\nX: ");
  trickle(connection, 1000);
  const auto answer = connection.read();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(code_of(answer), "request_timeout");
  const auto document = json::parse_value(answer.body);
  EXPECT_EQ(document->at("trace_id").as_string().size(), 32u) << answer.body;
  expect_on_time();
}

TEST_F(Deadlines, EndABodyThatTrickles) {
  auto connection = connect();
  connection.send(
      "POST /v1/notes HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n");
  trickle(connection, 1000);
  EXPECT_EQ(connection.read().status, 408);
  expect_on_time();
}

TEST_F(Deadlines, EndAHandlerThatTakesTooLong) {
  auto connection = connect();
  const auto answer = connection.ask("GET /v1/waits HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(code_of(answer), "deadline_exceeded");
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_TRUE(connection.closed());
  expect_on_time();
  routes.gate.open();  // its late answer goes nowhere
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(Deadlines, EndAnAnswerThatNobodyReads) {
  routes.large_body = std::string(32 << 20, 'x');
  auto& counted =
      telemetry::counter("http_requests_total", "", {{"method", "GET"}, {"route", "/v1/large"}, {"status", "200"}});
  const auto before = counted.value();
  auto connection = connect();
  connection.send("GET /v1/large HTTP/1.1\r\nHost: t\r\n\r\n");
  while (counted.value() == before && passed() < 10s)
    EXPECT_EQ(get("/healthz").status, 200);  // others are served meanwhile
  expect_on_time();
  EXPECT_EQ(connection.read().status, 0);  // cut off
}

TEST_F(Deadlines, EndSilence) {
  auto silent = connect();
  auto idle = connect();
  EXPECT_EQ(idle.ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(idle.closed());
  expect_on_time();
}

TEST_F(Deadlines, BeginAnewWithEachRequest) {
  auto connection = connect();
  while (passed() < 1000ms) ASSERT_EQ(connection.ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
}

TEST_F(Deadlines, TravelWithInternalCalls) {
  options.internal = true;
  options.internal_token = std::string(32, 's');
  options.request_deadline = 10s;
  restart();
  routes.gate.open();
  const auto wait = [this](const std::string& target, const std::string& header) {
    EXPECT_EQ(get(target, "Authorization: Bearer " + std::string(32, 's') + "\r\n" + header).status, 200);
    return routes.left_ms.load();
  };
  EXPECT_LE(wait("/internal/v1/waits", "Request-Timeout-Ms: 1500\r\n"), 1500);
  EXPECT_GT(wait("/internal/v1/waits", "Request-Timeout-Ms: nonsense\r\n"), 5000);
  EXPECT_GT(wait("/internal/v1/waits", "Request-Timeout-Ms: 999999\r\n"), 5000);
  EXPECT_LE(wait("/internal/v1/waits", "Request-Timeout-Ms: 999999\r\n"), 10000);
  EXPECT_GT(wait("/v1/waits", "Request-Timeout-Ms: 1500\r\n"), 5000);  // only services are believed
}

TEST_F(Served, TurnsAwayConnectionsBeyondItsLimit) {
  options.max_connections = 3;
  options.threads = 1;
  restart();
  // Two with a request under way, one idle: the idle one makes room, the next is turned away.
  auto idle = connect();
  EXPECT_EQ(idle.ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  std::vector<std::unique_ptr<RawConnection>> busy;
  for (int i = 0; i < 3; ++i) {
    busy.push_back(std::make_unique<RawConnection>(server->port()));
    busy.back()->send("GET /v1/waits HTTP/1.1\r\nHost: t\r\n\r\n");
    routes.gate.await_arrivals(i + 1);
  }
  EXPECT_TRUE(idle.closed());
  auto refused = connect();
  const auto answer = refused.read();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  routes.gate.open();
  for (auto& connection : busy) EXPECT_EQ(connection->read().status, 200);
}

TEST_F(Served, DrainsWithARequestInFlight) {
  options.threads = 1;  // of two, one may still accept when the other has closed what was idle
  restart();
  auto idle = connect();
  EXPECT_EQ(idle.ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  auto busy = connect();
  busy.send("GET /v1/waits HTTP/1.1\r\nHost: t\r\n\r\n");
  routes.gate.await_arrivals(1);
  auto half = connect();
  half.send("GET /readyz HTTP/1.1\r\nHost: t\r\n");
  EXPECT_EQ(get("/healthz").status, 200);  // by now the half request was read: accepting goes in order
  auto drained = std::async(std::launch::async, [this] { server->drain(10s); });
  EXPECT_TRUE(idle.closed());
  EXPECT_THROW(RawConnection{server->port()}, std::runtime_error);
  half.send("\r\n");
  const auto not_ready_any_more = half.read();
  EXPECT_EQ(not_ready_any_more.status, 503);
  EXPECT_EQ(not_ready_any_more.header("connection"), "close");
  EXPECT_EQ(drained.wait_for(0s), std::future_status::timeout);
  routes.gate.open();
  const auto answer = busy.read();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_EQ(drained.wait_for(10s), std::future_status::ready);
}

TEST_F(Served, DrainsNoLongerThanItsPatience) {
  auto busy = connect();
  busy.send("GET /v1/waits HTTP/1.1\r\nHost: t\r\n\r\n");
  routes.gate.await_arrivals(1);
  server->drain(50ms);
  EXPECT_EQ(busy.read().status, 0);
  EXPECT_TRUE(busy.closed());
}

TEST_F(Served, NamesAnAddressItCannotListenOn) {
  options.listen = "203.0.113.1:80";
  server.reset();
  try {
    start();
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("203.0.113.1:80"), std::string::npos);
  }
  options.listen = "nonsense";
  EXPECT_THROW(start(), std::runtime_error);
}

}  // namespace
}  // namespace shanhai::http
