#include "common/http/client.hpp"

#include <boost/asio/use_future.hpp>
#include <future>

#include "common/http/client_url.hpp"
#include "tests/unit/http/raw_server.hpp"
#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;

// Runs coroutines one after the other on one io_context, so that connections are kept between them.
class Clients : public Served {
 protected:
  template <class T>
  T run(Task<T> task) {
    auto result = asio::co_spawn(context, std::move(task), asio::use_future);
    context.restart();
    context.run();
    return result.get();
  }
  ClientResponse send(ClientRequest request) { return run(client.send(std::move(request))); }
  ClientResponse fetch(const std::string& url) { return send({Method::get, url, {}, {}, 5s}); }
  std::string url(const std::string& target) const {
    return "http://127.0.0.1:" + std::to_string(server->port()) + target;
  }
  std::string failure_of(ClientRequest request) {
    try {
      return "answered " + std::to_string(send(std::move(request)).status);
    } catch (const Unavailable& e) {
      return e.what();
    }
  }
  std::string failure_of(const std::vector<std::vector<Exchange>>& connections,
                         std::chrono::milliseconds timeout = 5s) {
    RawServer raw(connections);
    auto out = failure_of(ClientRequest{Method::get, raw.url(), {}, {}, timeout});
    closing_context();
    return out;
  }
  void closing_context() {  // kept connections end with their io_context
    std::destroy_at(&context);
    std::construct_at(&context, 1);
  }
  asio::io_context context{1};
  Client client;
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST_F(Clients, SendAndReceive) {
  const auto got = fetch(url("/v1/notes/a"));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, R"({"note":"a"})");
  EXPECT_EQ(got.headers.find("content-type")->second, "application/json");
  const auto posted =
      send({Method::post, url("/v1/notes"), {{"Content-Type", "application/json"}}, R"({"text":"苦荞"})", 5s});
  EXPECT_EQ(posted.status, 201);
  EXPECT_EQ(fetch(url("/v1/large")).body, routes.large_body);
  EXPECT_EQ(fetch("http://localhost:" + std::to_string(server->port()) + "/healthz").status, 200);  // by name
}

TEST_F(Clients, KeepConnections) {
  RawServer raw({{{kOk}, {kOk}, {kOk}}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(raw.url("/" + std::to_string(i))).body, "ok");
  closing_context();
  const auto requests = raw.requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[2].substr(0, requests[2].find("\r\n\r\n")).rfind("GET /2 HTTP/1.1\r\nHost: 127.0.0.1:", 0), 0u);
}

TEST_F(Clients, UnderstandEveryFraming) {
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n3\r\n, 2\r\n0\r\n\r\n", "ok, 2"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + kOk, "ok"},
      {"HTTP/1.1 204 No Content\r\n\r\n", ""},
  };
  for (const auto& [answer, body] : answers) {
    RawServer raw({{{answer, false}}});
    EXPECT_EQ(fetch(raw.url()).body, body) << answer;
    closing_context();
  }
  RawServer until_end({{{"HTTP/1.1 200 OK\r\n\r\nto the end", true}}});
  EXPECT_EQ(fetch(until_end.url()).body, "to the end");
}

TEST_F(Clients, SendAgainWhatMayBeRepeated) {
  const std::vector<std::vector<Exchange>> script = {{{kOk}, {"", true}},
                                                     {{kOk, true}}};  // the kept connection ends unanswered
  for (const auto& request : std::vector<ClientRequest>{{Method::get, "/b", {}, {}, 5s},
                                                        {Method::post, "/b", {{"Idempotency-Key", "k"}}, "x", 5s}}) {
    RawServer raw(script);
    EXPECT_EQ(fetch(raw.url("/a")).status, 200);
    auto second = request;
    second.url = raw.url(request.url);
    EXPECT_EQ(send(second).status, 200);
    closing_context();
    EXPECT_EQ(raw.requests().size(), 3u);
  }
  RawServer raw({{{kOk}, {"", true}}});
  EXPECT_EQ(fetch(raw.url("/a")).status, 200);
  EXPECT_NE(failure_of({Method::post, raw.url("/b"), {}, "x", 5s}).find("closed"), std::string::npos);
  EXPECT_EQ(raw.requests().size(), 2u);  // sent once: nobody knows whether it was done
}

TEST_F(Clients, NoticeAClosedConnectionBeforeUsingIt) {
  RawServer raw({{{kOk, true}}, {{kOk, true}}});
  EXPECT_EQ(fetch(raw.url()).status, 200);
  EXPECT_EQ(send({Method::post, raw.url(), {}, "x", 5s}).status, 200);
}

TEST_F(Clients, ReportWhatIsNoAnswer) {
  EXPECT_NE(failure_of({{{"nonsense\r\n\r\n", true}}}).find("malformed"), std::string::npos);
  EXPECT_NE(failure_of({{{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok", true}}}).find("malformed"),
            std::string::npos);
  EXPECT_NE(failure_of({{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok", true}}}).find("malformed"),
            std::string::npos);
  EXPECT_NE(failure_of({{{"HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), true}}}).find("malformed"),
            std::string::npos);
  EXPECT_NE(failure_of({{{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", true}}}).find("malformed"),
            std::string::npos);
  EXPECT_NE(failure_of({{{"", true}}}).find("closed"), std::string::npos);
  std::uint16_t unused;
  {
    auto other = std::make_unique<Server>(options, table, tokens, *limiter, random, [] { return Task<std::string>(); });
    other->start();
    unused = other->port();
  }
  EXPECT_NE(failure_of({Method::get, "http://127.0.0.1:" + std::to_string(unused), {}, {}, 5s}).find("refused"),
            std::string::npos);
}

TEST_F(Clients, GiveUpAtTheDeadline) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_NE(failure_of({Method::get, url("/v1/waits"), {}, {}, 200ms}).find("in time"), std::string::npos);
  EXPECT_NE(failure_of({{{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok"}}}, 200ms).find("in time"),
            std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 400ms);
}

TEST_F(Clients, RefuseWhatIsNoRequest) {
  for (const auto* wrong : {"", "/a", "ftp://a/", "http://", "http://u:p@a/", "http://a b/", "http://a:0/",
                            "http://a:65536/", "https://93.184.216.34:99999999999999999999/"}) {
    EXPECT_THROW(fetch(wrong), std::invalid_argument) << wrong;
  }
  EXPECT_THROW(send({Method::get, url("/"), {{"X", "a\r\nb: c"}}, {}, 5s}), std::invalid_argument);
  EXPECT_EQ(parse_client_url("https://a.example/x?y=1").authority, "a.example");
  EXPECT_EQ(parse_client_url("https://a.example").port, "443");
  EXPECT_EQ(parse_client_url("http://[::1]:80?q").target, "/?q");
  EXPECT_EQ(parse_client_url("http://[::1]:80?q").host, "::1");
}

class ServiceClients : public Clients {
 protected:
  ServiceClients() {
    options.internal = true;
    options.internal_token = std::string(32, 's');
    restart();
  }
  ServiceClient make(const std::string& token) { return {client, url(""), token}; }
};

TEST_F(ServiceClients, TurnProblemsBackIntoErrors) {
  auto peer = make(options.internal_token);
  const auto note = run(peer.post<Note>("/v1/notes", Note{"a", 3}));
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text.str(), "a");
  const auto invalid = run(peer.post<Note>("/v1/notes", Note{"", 3}));
  ASSERT_TRUE(invalid.has_error());
  EXPECT_EQ(invalid.error().kind, ErrorKind::invalid);
  EXPECT_EQ(invalid.error().fields.at(0).pointer, "/text");
  const auto conflict = run(peer.get<Note>("/v1/failures/conflict"));
  ASSERT_TRUE(conflict.has_error());
  EXPECT_EQ(conflict.error().code, "insufficient_stock");
  EXPECT_EQ(conflict.error().detail, "2 left");
  EXPECT_EQ(conflict.error().extensions.at("available").as_int64(), 2);
}

TEST_F(ServiceClients, AreUnavailableWhereThePeerIsAtFault) {
  auto peer = make(options.internal_token);
  EXPECT_THROW(run(peer.get<Note>("/v1/failures/throw")), Unavailable);
  EXPECT_THROW(run(peer.get<Note>("/v1/failures/unavailable")), Unavailable);
  EXPECT_THROW(run(peer.get<Note>("/v1/notes/a")), Unavailable);  // not a Note
  auto stranger = make(std::string(32, 't'));
  EXPECT_THROW(run(stranger.get<json::Object>("/internal/v1/notes")), Unavailable);
}

Task<json::Object> ask_within(ServiceClient& peer, CallContextPtr call) {
  const CallScope scope(std::move(call));
  auto pending = peer.get<json::Object>("/internal/v1/notes");
  Result<json::Object> answer = co_await std::move(pending);
  co_return answer.value();
}

Task<> wait_within(ServiceClient& peer, CallContextPtr call) {
  const CallScope scope(std::move(call));
  auto pending = peer.get<json::Object>("/internal/v1/waits");
  Result<json::Object> answer = co_await std::move(pending);
  EXPECT_TRUE(answer);
}

TEST_F(ServiceClients, CarryTraceAndDeadline) {
  auto peer = make(options.internal_token);
  const std::string trace(32, 'a');
  const auto call = std::make_shared<const CallContext>(
      CallContext{trace, "00-" + trace + "-" + std::string(16, 'b') + "-01", std::chrono::steady_clock::now() + 2s});
  EXPECT_EQ(run(ask_within(peer, call)).at("trace_id").as_string(), trace);
  routes.gate.open();
  run(wait_within(peer, call));
  EXPECT_LE(routes.left_ms, 2000);
  EXPECT_GT(routes.left_ms, 0);
  const auto late = std::make_shared<const CallContext>(CallContext{trace, {}, std::chrono::steady_clock::now() - 1ms});
  EXPECT_THROW(run(ask_within(peer, late)), Unavailable);
}

}  // namespace
}  // namespace shanhai::http
