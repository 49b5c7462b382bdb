// Who may call what, how often, and how often the same.
#include <future>

#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

using auth::Role;

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }
std::string key(const std::string& text) { return "Idempotency-Key: " + text + "\r\n"; }
const std::string kNote = R"({"text":"a"})";

TEST_F(Served, AsksForATokenAndForItsRole) {
  const auto none = get("/v1/mine");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.header("www-authenticate"), R"(Bearer realm="shanhai")");
  EXPECT_EQ(code_of(none), "unauthenticated");
  const auto broken = get("/v1/mine", bearer("x.y.z"));
  EXPECT_EQ(broken.status, 401);
  EXPECT_EQ(broken.header("www-authenticate"), R"(Bearer realm="shanhai", error="invalid_token")");
  EXPECT_EQ(get("/v1/mine", "Authorization: Basic eDp5\r\n").status, 401);
  const auto good = get("/v1/mine", bearer(token(Role::consumer)));
  EXPECT_EQ(good.status, 200);
  EXPECT_EQ(good.header("cache-control"), "no-store");
  const auto other = post("/v1/notes/n/pin", kNote, bearer(token(Role::consumer)) + key("k"));
  EXPECT_EQ(other.status, 403);
  EXPECT_EQ(code_of(other), "forbidden");
  EXPECT_EQ(post("/v1/notes/n/pin", kNote, bearer(token(Role::supplier)) + key("k")).status, 201);
  EXPECT_EQ(routes.handled, 1);
}

TEST_F(Served, TakesATokenWhereItIsOptional) {
  EXPECT_NE(get("/v1/notes").body.find(R"("caller":"")"), std::string::npos);
  EXPECT_NE(get("/v1/notes", bearer(token(Role::consumer))).body.find(R"("caller":"acc_)"), std::string::npos);
  EXPECT_EQ(get("/v1/notes", bearer("x")).status, 401);
  EXPECT_EQ(get("/v1/notes/a", bearer("x")).status, 200);  // open to anyone: not looked at
}

TEST_F(Served, RefusesAnExpiredToken) {
  auth::Principal principal;
  principal.account = AccountId::make(clock, random);
  const auto old = auth::sign_token(signing_key, "https://test.invalid", principal, "t",
                                    clock.now() - std::chrono::hours(1), std::chrono::minutes(5));
  EXPECT_EQ(code_of(get("/v1/mine", bearer(old))), "token_expired");
}

TEST_F(Served, HidesInternalRoutes) {
  const std::string secret(32, 's');
  EXPECT_EQ(code_of(get("/internal/v1/notes")), "route_not_found");
  EXPECT_EQ(code_of(get("/internal/v1/notes", bearer(secret))), "route_not_found");
  EXPECT_EQ(code_of(get("/internal/v1/notes", bearer(""))), "route_not_found");
  options.internal = true;
  options.internal_token = secret;
  restart();
  EXPECT_EQ(code_of(get("/internal/v1/notes")), "route_not_found");
  EXPECT_EQ(code_of(get("/internal/v1/notes", bearer(std::string(32, 't')))), "route_not_found");
  EXPECT_EQ(code_of(get("/internal/v1/notes", bearer(secret.substr(1)))), "route_not_found");
  EXPECT_EQ(code_of(get("/internal/v1/notes", bearer(token(Role::platform_operator)))), "route_not_found");
  EXPECT_EQ(get("/internal/v1/notes", bearer(secret)).status, 200);
  const auto options_of = [this](const std::string& headers) {
    return ask("OPTIONS /internal/v1/notes HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n");
  };
  EXPECT_EQ(options_of("").status, 404) << "that it has methods tells that it exists";
  EXPECT_EQ(options_of(bearer(secret)).header("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(post("/internal/v1/notes", kNote).status, 404);
  EXPECT_EQ(post("/internal/v1/notes", kNote, bearer(secret)).status, 405);
  EXPECT_EQ(get("/metrics").status, 200);
  options.internal_token = "short";
  server.reset();
  EXPECT_THROW(start(), std::runtime_error);
}

TEST_F(Served, AsksForAnIdempotencyKey) {
  const auto missing = ask("POST /v1/waits HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(code_of(missing), "idempotency_key_required");
  EXPECT_EQ(pointer_of(missing), "header/Idempotency-Key");
  for (const auto& wrong : {std::string(256, 'k'), std::string("a b"), std::string("\xe8\x8b\xa6")}) {
    const auto answer = ask("POST /v1/waits HTTP/1.1\r\nHost: t\r\n" + key(wrong) + "\r\n");
    EXPECT_EQ(answer.status, 400) << wrong;
    EXPECT_EQ(pointer_of(answer), "header/Idempotency-Key") << wrong;
  }
  routes.gate.open();
  EXPECT_EQ(ask("POST /v1/waits HTTP/1.1\r\nHost: t\r\n" + key(std::string(255, 'k')) + "\r\n").status, 200);
}

TEST_F(Served, TellsThatTheSameRequestIsInProgress) {
  const auto request = "POST /v1/waits HTTP/1.1\r\nHost: t\r\n" + key("one") + "\r\n";
  auto first = std::async(std::launch::async, [&] { return ask(request); });
  routes.gate.await_arrivals(1);
  const auto second = ask(request);
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(code_of(second), "request_in_progress");
  EXPECT_EQ(second.header("retry-after"), "1");
  auto other_key = std::async(std::launch::async,
                              [&] { return ask("POST /v1/waits HTTP/1.1\r\nHost: t\r\n" + key("two") + "\r\n"); });
  routes.gate.await_arrivals(2);
  routes.gate.open();
  EXPECT_EQ(first.get().status, 200);
  EXPECT_EQ(other_key.get().status, 200);
  EXPECT_EQ(ask(request).status, 200);  // free again; the stored answer is the service's business
  EXPECT_EQ(routes.handled, 3);
}

// Two people, or one person in two roles, may choose the same key.
TEST_F(Served, KeepsKeysOfDifferentCallersApart) {
  std::vector<std::future<RawAnswer>> answers;
  for (const auto role : {Role::consumer, Role::supplier}) {
    const auto headers = bearer(token(role)) + key("same");
    answers.push_back(std::async(std::launch::async, [this, headers] {
      return ask("POST /v1/drafts HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n");
    }));
  }
  routes.gate.await_arrivals(2);
  routes.gate.open();
  for (auto& answer : answers) EXPECT_EQ(answer.get().status, 200);
}

TEST_F(Served, LimitsAScarceRoute) {
  // Without Redis half of the 4 a minute are allowed; the window may turn over once while the test runs.
  int refused = 0;
  for (int i = 0; i < 6; ++i) {
    const auto answer = get("/v1/scarce");
    if (answer.status == 200) continue;
    ++refused;
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(code_of(answer), "too_many_requests");
    EXPECT_GE(std::stoi(answer.header("retry-after")), 1);
    EXPECT_LE(std::stoi(answer.header("retry-after")), 60);
  }
  EXPECT_GE(refused, 2);
  EXPECT_EQ(get("/v1/scarce", bearer(token(Role::consumer))).status, 200);  // counted per caller
}

TEST_F(Served, LimitsAnAddressButNotItsHealthChecks) {
  options.requests_per_minute = 10;
  restart();
  int refused = 0;
  for (int i = 0; i < 14; ++i) refused += get("/v1/notes").status == 429;
  EXPECT_GE(refused, 4);
  for (int i = 0; i < 14; ++i) EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(Served, CountsTheClientBehindATrustedProxy) {
  options.requests_per_minute = 4;
  options.trusted_proxies = {"127.0.0.1"};
  restart();
  for (int i = 0; i < 20; ++i) {
    const auto address = "203.0.113." + std::to_string(i);
    const auto answer = get("/v1/notes", "X-Forwarded-For: 1.1.1.1, " + address + "\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("\"address\":\"" + address + "\""), std::string::npos);
  }
  EXPECT_EQ(get("/metrics").status, 404) << "whom the proxy forwards comes by loopback, too";
}

}  // namespace
}  // namespace shanhai::http
