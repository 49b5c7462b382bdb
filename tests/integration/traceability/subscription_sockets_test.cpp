// Subscribing over HTTP, and listening on a WebSocket, of which here only what is said counts.
#include <condition_variable>

#include "services/traceability/capture/negotiation.hpp"
#include "services/traceability/query/routes.hpp"
#include "tests/integration/traceability/subscription_world.hpp"

namespace shanhai::traceability {
namespace {

using namespace std::chrono_literals;

// Keeps what it is sent; ended by the test.
class Ear final : public http::WebSocket {
 public:
  Task<bool> send(std::string text) override {
    const std::lock_guard lock(mutex_);
    heard_.push_back(std::move(text));
    changed_.notify_all();
    co_return open_;
  }
  void close(http::WebSocketClose code, std::string_view reason) override {
    const std::lock_guard lock(mutex_);
    if (open_) closed_ = std::to_string(static_cast<int>(code)) + " " + std::string(reason);
    open_ = false;
    changed_.notify_all();
    waiter_->wake();
  }
  bool is_open() const override {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  const std::shared_ptr<Waiter>& waiter() const override { return waiter_; }

  bool await(std::size_t messages, std::chrono::milliseconds patience = 20s) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return heard_.size() >= messages; });
  }
  std::string await_close() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 30s, [&] { return !open_; });
    return closed_;
  }
  std::size_t messages() const {
    const std::lock_guard lock(mutex_);
    return heard_.size();
  }
  std::vector<std::string> ids() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& text : heard_) {
      for (auto& id : ReceivedDelivery{{}, {}, text}.event_ids()) out.push_back(std::move(id));
    }
    return out;
  }
  std::string heard(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return heard_.at(index);
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> heard_;
  std::string closed_;
  bool open_ = true;
  const std::shared_ptr<Waiter> waiter_ = std::make_shared<Waiter>();
};

// A talk on a thread of its own.
class Listener {
 public:
  explicit Listener(std::unique_ptr<http::WebSocketTalk> talk)
      : talk_(std::move(talk)), thread_([this] { fixture::run(talk_->run(ear)); }) {}
  ~Listener() { end(); }
  void end() {
    ear.close(http::WebSocketClose::normal, "the test is over");
    if (thread_.joinable()) thread_.join();
    talk_.reset();
  }
  Ear ear;

 private:
  std::unique_ptr<http::WebSocketTalk> talk_;
  std::thread thread_;
};

class SubscriptionSockets : public SubscriptionWorld {
 protected:
  SubscriptionSockets() { tokens.set_keys({{signing_key.id, signing_key.public_key}}); }

  http::Request request(std::vector<std::pair<std::string, std::string>> parameters,
                        std::chrono::seconds lifetime = 24h) {
    http::Request out;
    out.path_values = {{"query", "packed"}};
    out.query = std::move(parameters);
    out.principal = caller;
    out.headers.emplace("Authorization", "Bearer " + auth::sign_token(signing_key, kPublicUrl, caller, random.token(9),
                                                                      clock.now(), lifetime));
    out.headers.emplace("GS1-EPC-Format", kFormat);
    return out;
  }
  std::unique_ptr<Listener> listen(std::vector<std::pair<std::string, std::string>> parameters,
                                   std::chrono::seconds lifetime = 24h) {
    auto asked = request(std::move(parameters), lifetime);
    auto opened = must(sockets.open(asked));
    return std::make_unique<Listener>(std::move(opened.talk));
  }
  std::string refusal(std::vector<std::pair<std::string, std::string>> parameters) {
    auto asked = request(std::move(parameters));
    const auto error = refused(sockets.open(asked));
    return error.code + (error.fields.empty() ? "" : " " + error.fields[0].pointer + " " + error.fields[0].code);
  }

  auth::SigningKey signing_key = auth::SigningKey::make(random);
  auth::TokenVerifier tokens{kPublicUrl, clock};
  Sockets sockets{service.database, tokens, random, names, feed, policy};
};

TEST_F(SubscriptionSockets, HearEachMatchingEventAtOnce) {
  capture(1, 2);
  run(integrator.run_once());
  clock.advance(1ms);
  deliver();
  const auto listener = listen({{"stream", "true"}});
  capture(4, 14);
  deliver();
  ASSERT_TRUE(listener->ear.await(2));
  EXPECT_EQ(listener->ear.ids(), packed(4, 14));
  const auto results = json::parse_value(listener->ear.heard(0)).value().at_pointer("/epcisBody/queryResults");
  EXPECT_EQ(results.at("queryName"), "packed");
  EXPECT_TRUE(SubscriptionId::parse(std::string(results.at("subscriptionID").as_string())).has_value());
  capture(16, 16);
  deliver();
  ASSERT_TRUE(listener->ear.await(3));
  EXPECT_EQ(listener->ear.ids(), packed(4, 16));
}

TEST_F(SubscriptionSockets, HearWhatWasRecordedBeforeIfTheyAskForIt) {
  const auto from = clock.now();
  capture(1, 14);
  run(integrator.run_once());
  clock.advance(1h);
  const auto listener = listen({{"stream", "true"}, {"initialRecordTime", to_rfc3339(from)}});
  ASSERT_TRUE(listener->ear.await(3));
  EXPECT_EQ(listener->ear.ids(), packed(1, 14));
}

TEST_F(SubscriptionSockets, HearWhenTheirScheduleSays) {
  const auto listener = listen({{"second", "[0-59]"}, {"reportIfEmpty", "true"}});
  capture(1, 1);
  run(integrator.run_once());
  clock.advance(1s);
  ASSERT_TRUE(listener->ear.await(1));
  EXPECT_EQ(listener->ear.ids(), packed(1, 1));
  bool told = false;
  for (int i = 0; i < 20 && !told; ++i) {
    clock.advance(1s);
    told = listener->ear.await(2, 1s);
  }
  EXPECT_TRUE(told) << "that there is nothing";
  EXPECT_EQ(listener->ear.ids(), packed(1, 1));
}

TEST_F(SubscriptionSockets, EndWithTheirToken) {
  const auto listener = listen({{"stream", "true"}}, 60s);
  capture(1, 1);
  deliver();
  ASSERT_TRUE(listener->ear.await(1));
  clock.advance(2min);
  capture(2, 2);
  deliver();
  EXPECT_EQ(listener->ear.await_close(), "1008 the token has expired");
  EXPECT_EQ(listener->ear.ids(), packed(1, 1));
}

TEST_F(SubscriptionSockets, EndWithTheirQuery) {
  const auto listener = listen({{"stream", "true"}});
  const auto scheduled = listen({{"hour", "1"}, {"minute", "5"}});
  done(queries.remove(caller, "packed", {}));
  EXPECT_EQ(listener->ear.await_close(), "1000 the query was deleted");
  EXPECT_EQ(scheduled->ear.await_close(), "1000 the query was deleted");
}

TEST_F(SubscriptionSockets, AreLimitedForEachOrganisation) {
  const auto first = listen({{"stream", "true"}}), second = listen({{"stream", "true"}});
  EXPECT_EQ(refusal({{"stream", "true"}}), "websocket_limit");
  caller = cooperative();
  EXPECT_EQ(refusal({{"stream", "true"}}), "named_query_not_found");
  must(queries.create(caller, kPacked, {}));
  const auto other = listen({{"stream", "true"}});
  first->end();
  second->end();
}

TEST_F(SubscriptionSockets, RefuseWhatTheyDoNotUnderstand) {
  EXPECT_EQ(refusal({}), "invalid_request query/stream required");
  EXPECT_EQ(refusal({{"stream", "false"}}), "invalid_request query/stream required");
  EXPECT_EQ(refusal({{"stream", "true"}, {"hour", "1"}}), "invalid_request query/stream exclusive");
  EXPECT_EQ(refusal({{"hour", "24"}}), "invalid_request query/hour invalid_schedule");
  EXPECT_EQ(
      refusal({{"stream", "true"}, {"initialRecordTime", "now"}}).rfind("invalid_request query/initialRecordTime", 0),
      0u);
  EXPECT_EQ(refusal({{"stream", "true"}, {"perPage", "3"}}), "invalid_request query/perPage unknown_field");
}

// The routes, on a listener.
class SubscriptionHttp : public SubscriptionSockets {
 protected:
  SubscriptionHttp() {
    register_capture_contract(captures.policy(), {names, "0.1"});
    query_routes.on_upgrade(sockets.opening(), json::schema<SocketQuery>());
    query_routes.mount(table);
    routes.mount(table);
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.access_log = false;
    server = std::make_unique<http::Server>(options, table, tokens, limiter, random, ready);
    server->start();
    bearer = token_of(caller);
  }
  ~SubscriptionHttp() override { server->drain(1s); }

  std::string token_of(const auth::Principal& who) {
    return auth::sign_token(signing_key, kPublicUrl, who, random.token(9), clock.now(), 24h);
  }
  http::ClientResponse send(http::Method method, const std::string& target, const std::string& body = {},
                            std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::ClientRequest out;
    out.method = method;
    out.url = "http://127.0.0.1:" + std::to_string(server->port()) + target;
    out.headers = std::move(headers);
    out.headers.emplace_back("Authorization", "Bearer " + bearer);
    if (!body.empty()) out.headers.emplace_back("Content-Type", "application/json");
    out.body = body;
    return run(client.send(std::move(out)));
  }
  http::ClientResponse post(const std::string& body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    return send(http::Method::post, kPath, body, std::move(headers));
  }
  std::string entry(const std::string& more) { return R"({"dest":")" + receiver.url() + "\"" + more + "}"; }
  static std::string problem(const http::ClientResponse& answer) {
    const auto document = json::parse_value(answer.body).value();
    auto out = std::to_string(answer.status) + " " + std::string(document.at("code").as_string());
    if (const auto* errors = document.as_object().if_contains("errors"))
      out += " " + std::string(errors->at(0).at("pointer").as_string()) + " " +
             std::string(errors->at(0).at("code").as_string());
    return out;
  }
  static std::string header(const http::ClientResponse& answer, const char* name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? "" : found->second;
  }

  // It is told with the public address.
  static std::string place_of(const http::ClientResponse& answer) {
    const auto place = header(answer, "Location");
    EXPECT_TRUE(place.starts_with(kPublicUrl)) << place;
    return place.substr(std::string_view(kPublicUrl).size());
  }

  static constexpr auto kPath = "/queries/packed/subscriptions";
  static constexpr auto kStream = R"(,"stream":true,"signatureToken":"13df38d8275b13f05704629e5f1cf3d45d6132d5")";
  http::RateLimiter limiter{nullptr, clock};
  http::RouteTable table;
  QueryRoutes query_routes{queries};
  SubscriptionRoutes routes{subscriptions, {names, "0.1"}};
  http::Client client;
  std::unique_ptr<http::Server> server;
  std::string bearer;

 private:
  static Task<std::string> ready() { co_return ""; }
};

TEST_F(SubscriptionHttp, AreCreatedShownAndDeleted) {
  const auto created = post(entry(R"(,"schedule":{"hour":"1","minute":"5"},"reportIfEmpty":true)"));
  ASSERT_EQ(created.status, 201) << created.body;
  const auto view = json::parse_value(created.body).value().as_object();
  const auto place = place_of(created);
  EXPECT_EQ(place, std::string(kPath) + "/" + std::string(view.at("subscriptionID").as_string()));
  EXPECT_EQ(view.at("dest"), json::Value(receiver.url()));
  EXPECT_EQ(view.at("schedule"), (json::Object{{"minute", "5"}, {"hour", "1"}}));
  EXPECT_EQ(view.at("reportIfEmpty"), true);
  EXPECT_EQ(view.at("createdAt"), json::Value(to_rfc3339(clock.now())));
  EXPECT_EQ(view.at("epcFormat"), "Always_GS1_Digital_Link");
  EXPECT_FALSE(view.contains("signatureToken"));
  EXPECT_EQ(header(created, "GS1-EPCIS-Version"), "2.0.0");
  EXPECT_EQ(json::parse_value(send(http::Method::get, place).body).value(), view);
  ASSERT_EQ(post(entry(kStream), {{"GS1-EPC-Format", "Never_Translates"}}).status, 201);
  auto list = send(http::Method::get, std::string(kPath) + "?perPage=1");
  auto items = json::parse_value(list.body).value().as_array();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].at("stream"), true);
  const auto link = header(list, "Link");
  ASSERT_NE(link.find("rel=\"next\""), link.npos) << link;
  list = send(http::Method::get, link.substr(1, link.find('>') - 1));
  items = json::parse_value(list.body).value().as_array();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0], view);
  EXPECT_EQ(send(http::Method::del, place).status, 204);
  EXPECT_EQ(problem(send(http::Method::get, place)), "404 subscription_not_found");
  EXPECT_EQ(problem(send(http::Method::del, place)), "404 subscription_not_found");
}

TEST_F(SubscriptionHttp, AreRefusedForAReason) {
  const std::vector<std::pair<std::string, std::string>> kCases{
      {entry(""), "400 invalid_request /stream required"},
      {entry(R"(,"stream":false)"), "400 invalid_request /stream required"},
      {entry(R"(,"stream":true,"schedule":{"hour":"1"})"), "400 invalid_request /schedule exclusive"},
      {entry(R"(,"schedule":{})"), "400 invalid_request /schedule/second required"},
      {entry(R"(,"schedule":{"hour":"24"})"), "400 invalid_request /schedule/hour invalid_schedule"},
      {entry(R"(,"schedule":{"hours":"1"})"), "400 invalid_request /schedule/hours unknown_field"},
      {entry(R"(,"stream":true,"signatureToken":"short")"), "400 invalid_request /signatureToken too_short"},
      {entry(R"(,"stream":true,"secret":"13df38d8275b13f0")"), "400 invalid_request /secret unknown_field"},
      {R"({"stream":true})", "400 invalid_request /dest required"},
      {R"({"dest":"ftp://a.example/","stream":true})", "400 invalid_request /dest destination_refused"},
      {R"({"dest":"https://u:p@a.example/","stream":true})", "400 invalid_request /dest destination_refused"},
      {R"({"dest":"/hook","stream":true})", "400 invalid_request /dest destination_refused"},
      {R"({"dest":"https://a.example:0/","stream":true})", "400 invalid_request /dest destination_refused"},
      {R"({"dest":"https://a.example:65536/","stream":true})", "400 invalid_request /dest destination_refused"},
      {R"({"dest":"https://)" + std::string(254, 'a') + R"(/","stream":true})",
       "400 invalid_request /dest destination_refused"},
      {entry(R"(,"stream":true,"initialRecordTime":"1970-01-01T00:00:00+08:00")"),
       "400 invalid_request /initialRecordTime invalid_time"},
  };
  for (const auto& [body, expected] : kCases) EXPECT_EQ(problem(post(body)), expected) << body;
  const auto refused = post(entry(""));
  EXPECT_EQ(json::parse_value(refused.body).value().at("type"), "epcisException:SubscriptionControlsException");
  EXPECT_EQ(problem(post(entry(kStream), {{"GS1-EPC-Format", "whatever"}})),
            "406 not_acceptable header/GS1-EPC-Format not_acceptable");
  EXPECT_EQ(problem(send(http::Method::post, "/queries/other/subscriptions", entry(kStream))),
            "404 named_query_not_found");
  EXPECT_EQ(count("SELECT COUNT(*) FROM event_subscription"), 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(post(entry(kStream)).status, 201);
  EXPECT_EQ(problem(post(entry(kStream))), "409 subscription_limit");
}

// In an installation, not in tests and development.
TEST_F(SubscriptionHttp, CallHttpsAtPublicAddressesOnly) {
  auto strict = policy;
  strict.plain_http = strict.private_addresses = false;
  SubscriptionService installed(service.database, sequencer, vault, random, deliveries, strict);
  for (const auto* dest : {"http://a.example/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/",
                           "https://169.254.169.254/latest/", "https://[::ffff:192.168.0.1]/"}) {
    auto refused_one = stream();
    refused_one.dest = dest;
    const auto error = refused(installed.subscribe(caller, "packed", refused_one, kFormat, std::nullopt, {}));
    EXPECT_EQ(error.fields.at(0).code, "destination_refused") << dest;
  }
  auto good = stream();
  good.dest = "https://client.example.com/queryCallback";
  must(installed.subscribe(caller, "packed", good, kFormat, std::nullopt, {}));
}

TEST_F(SubscriptionHttp, AreMadeOnceForOneKey) {
  const std::vector<std::pair<std::string, std::string>> key{{"Idempotency-Key", "once"}};
  const auto first = post(entry(kStream), key), again = post(entry(kStream), key);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
  EXPECT_EQ(problem(post(entry(R"(,"stream":true)"), key)), "422 idempotency_key_reused");
  EXPECT_EQ(count("SELECT COUNT(*) FROM event_subscription"), 1);
}

TEST_F(SubscriptionHttp, BelongToTheirOrganisation) {
  const auto place = place_of(post(entry(kStream)));
  const auto other = cooperative();
  bearer = token_of(other);
  EXPECT_EQ(problem(send(http::Method::get, place)), "404 named_query_not_found");
  must(queries.create(other, kPacked, {}));
  EXPECT_EQ(problem(send(http::Method::get, place)), "404 subscription_not_found");
  EXPECT_EQ(problem(send(http::Method::del, place)), "404 subscription_not_found");
  EXPECT_EQ(problem(send(http::Method::post, place + "/resume", R"({"reason":"x"})")), "404 subscription_not_found");
  EXPECT_EQ(send(http::Method::get, kPath).body, "[]");
}

TEST_F(SubscriptionHttp, NeedAnUpgradeOnAWebSocket) {
  const auto answer = send(http::Method::get, "/queries/packed/events?stream=true");
  EXPECT_EQ(answer.status, 400) << answer.body;
  const std::vector<std::pair<std::string, std::string>> upgrade{{"Upgrade", "websocket"},
                                                                 {"Connection", "Upgrade"},
                                                                 {"Sec-WebSocket-Version", "13"},
                                                                 {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  EXPECT_EQ(problem(send(http::Method::get, "/queries/packed/events", "", upgrade)),
            "400 invalid_request query/stream required");
  EXPECT_EQ(problem(send(http::Method::get, "/queries/none/events?stream=true", "", upgrade)),
            "404 named_query_not_found");
  bearer = "none";
  EXPECT_EQ(send(http::Method::get, "/queries/packed/events?stream=true", "", upgrade).status, 401);
}

}  // namespace
}  // namespace shanhai::traceability
