// Identity over HTTP as a person meets it: from the first code to erasure, with what is logged of it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/base/encoding.hpp"
#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "common/telemetry/log.hpp"
#include "services/identity/routes.hpp"
#include "services/identity/texts.hpp"
#include "tests/integration/identity/world.hpp"

namespace shanhai::identity {
namespace {

constexpr auto kPhone = "13800138000";
constexpr auto kPassword = "correct horse";
constexpr auto kAddress =
    R"({"recipient":"李四光","phone":"13900139000","division":"440605","detail":"桂城街道南海大道 1 号"})";

using Headers = std::vector<std::pair<std::string, std::string>>;
using http::Method;

class OverHttp : public World {
 protected:
  struct Answer {
    int status = 0;
    http::Headers headers;
    json::Value body;
    std::string text;
    std::string header(const std::string& name) const {
      const auto found = headers.find(name);
      return found == headers.end() ? "" : found->second;
    }
    std::string at(const std::string& pointer) const {
      boost::system::error_code failed;
      const auto* found = body.find_pointer(pointer, failed);
      return found && found->is_string() ? std::string(found->get_string()) : "nothing at " + pointer + ": " + text;
    }
  };

  OverHttp() {
    telemetry::set_level(telemetry::Level::warn);
    register_problem_texts();
    routes.mount(table);
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.threads = 1;
    server = std::make_unique<http::Server>(options, table, verifier, limiter, random, [this] { return ready(); });
    server->start();
  }
  ~OverHttp() override {
    if (server) server->drain(std::chrono::seconds(1));
    telemetry::set_level(telemetry::Level::info);
  }

  Answer send(Method method, const std::string& target, const std::string& token, const std::string& body = {},
              Headers headers = {}) {
    http::ClientRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(server->port()) + target;
    request.headers = std::move(headers);
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.body = body;
    const auto response = run(client.send(std::move(request)));
    Answer out{response.status, response.headers, {}, response.body};
    auto parsed = json::parse_value(out.text);
    if (parsed.has_value()) out.body = std::move(*parsed);
    return out;
  }
  Answer post(const std::string& target, const std::string& token, const json::Value& body) {
    return send(Method::post, target, token, json::to_text(body));
  }
  std::string code_by_message(const std::string& phone) {
    last_message(phone);
    EXPECT_EQ(post("/v1/auth/codes", "", {{"phone", phone}, {"purpose", "sign_in"}}).status, 202);
    const auto text = last_message(phone);
    const auto digits = text.find_first_of("0123456789");
    return digits == text.npos ? "" : text.substr(digits, 6);
  }
  Answer enter(const std::string& phone) {
    return post("/v1/auth/sessions", "", {{"phone", phone}, {"code", code_by_message(phone)}});
  }

  Routes routes{{sign_ins, accounts, addresses, organisations, keys}};
  http::RouteTable table;
  http::RateLimiter limiter{nullptr, clock};
  http::Client client;
  std::unique_ptr<http::Server> server;

 private:
  Task<std::string> ready() { co_return ""; }
};

TEST_F(OverHttp, APersonFromTheFirstCodeToErasure) {
  const auto entered = enter(kPhone);
  ASSERT_EQ(entered.status, 201) << entered.text;
  EXPECT_EQ(entered.header("Cache-Control"), "no-store");
  const auto token = entered.at("/access_token");
  const auto me = send(Method::get, "/v1/accounts/me", token);
  EXPECT_EQ(me.at("/phone"), "138****8000") << "shown to its owner, and yet masked";

  const auto changed = send(Method::put, "/v1/accounts/me/password", token, R"({"password":"correct horse"})");
  EXPECT_EQ(changed.status, 204) << changed.text;
  const auto again = post("/v1/auth/sessions", "", {{"phone", kPhone}, {"password", kPassword}});
  ASSERT_EQ(again.status, 201) << again.text;

  const auto added = send(Method::post, "/v1/addresses", token, kAddress);
  ASSERT_EQ(added.status, 201) << added.text;
  const auto path = "/v1/addresses/" + added.at("/id");
  EXPECT_EQ(send(Method::put, path, token, kAddress).status, 428) << "says which version it replaces";
  EXPECT_EQ(send(Method::put, path, token, kAddress, {{"If-Match", "\"7\""}}).status, 412);
  const auto replaced = send(Method::put, path, token, kAddress, {{"If-Match", added.header("ETag")}});
  EXPECT_EQ(replaced.header("ETag"), "\"2\"") << replaced.text;

  const auto refreshed = post("/v1/auth/sessions/refresh", "", {{"refresh_token", again.at("/refresh_token")}});
  EXPECT_EQ(refreshed.status, 201);
  const auto replayed = post("/v1/auth/sessions/refresh", "", {{"refresh_token", again.at("/refresh_token")}});
  EXPECT_EQ(replayed.status, 401);
  EXPECT_EQ(replayed.at("/code"), "session_ended");

  const auto held = send(Method::get, "/v1/accounts/me/export", token);
  EXPECT_EQ(held.header("Cache-Control"), "no-store");
  EXPECT_EQ(held.at("/phone"), kPhone);
  EXPECT_EQ(held.at("/addresses/0/recipient"), "李四光");
  EXPECT_EQ(send(Method::post, "/v1/accounts/me/erase", token).status, 202);
  EXPECT_EQ(send(Method::get, "/v1/accounts/me", token).status, 404);
}

TEST_F(OverHttp, AnOrganisationShowsItsProofToTheOperatorOnly) {
  const auto token = enter(kPhone).at("/access_token");
  json::Object proof{{"document_name", "授权书 1.txt"}, {"content_base64", to_base64("兹授权")}};
  const auto made = post("/v1/organisations", token,
                         {{"kind", "agency"}, {"name", "佛山市统计组"}, {"region", "440600"}, {"proof", proof}});
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.at("/status"), "pending");
  EXPECT_EQ(made.header("ETag"), "\"1\"");
  const auto path = "/v1/organisations/" + made.at("/id");
  EXPECT_EQ(send(Method::get, path + "/proof", token).status, 403);
  const auto by =
      auth::sign_token(keys.signing_key(), kIssuer, platform_operator(), "t", clock.now(), std::chrono::minutes(10));
  const auto shown = send(Method::get, path + "/proof", by);
  EXPECT_EQ(shown.text, "兹授权");
  EXPECT_EQ(shown.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(shown.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(shown.header("Content-Disposition"), "attachment; filename*=UTF-8''%E6%8E%88%E6%9D%83%E4%B9%A6%201.txt");
  EXPECT_EQ(post(path + "/approve", token, {{"reason", "me"}}).status, 403);
  EXPECT_EQ(post(path + "/approve", by, {{"reason", "proof seen"}}).at("/status"), "active");
  const auto as = post("/v1/auth/sessions/switch", token, {{"role", "agency"}});
  EXPECT_EQ(as.at("/organisation_id"), made.at("/id"));
}

TEST_F(OverHttp, TellsNobodyWhetherAPhoneIsKnown) {
  enter(kPhone);
  const auto ask = [this](const char* phone, const json::Value& more, const char* target) {
    auto body = more.as_object();
    body["phone"] = phone;
    auto answer = post(target, "", body);
    if (auto* problem = answer.body.if_object()) problem->erase("trace_id");
    return std::to_string(answer.status) + " " + json::to_text(answer.body);
  };
  for (const auto& [target, more] : {std::pair("/v1/auth/codes", json::Value{{"purpose", "sign_in"}}),
                                     std::pair("/v1/auth/sessions", json::Value{{"code", "000000"}}),
                                     std::pair("/v1/auth/sessions", json::Value{{"password", "wrong horse"}})}) {
    EXPECT_EQ(ask(kPhone, more, target), ask("13700137000", more, target)) << target;
  }
}

TEST_F(OverHttp, PublishesTheKeysThatVerifyItsTokens) {
  const auto token = enter(kPhone).at("/access_token");
  const auto published = send(Method::get, "/.well-known/jwks.json", "");
  EXPECT_EQ(published.header("Cache-Control"), "public, max-age=300");
  auth::TokenVerifier elsewhere(kIssuer, clock);
  elsewhere.set_keys(auth::parse_jwks(published.body).value());
  EXPECT_TRUE(elsewhere.verify(token).has_value());
  EXPECT_EQ(published.text.find("\"d\""), std::string::npos) << "no private half";
}

TEST_F(OverHttp, LogsNothingOfAnybody) {
  const auto file = std::filesystem::temp_directory_path() / ("shanhai-log." + random.token(9));
  const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  ASSERT_GE(descriptor, 0);
  telemetry::log_to(descriptor);
  telemetry::set_level(telemetry::Level::debug);

  const auto code = code_by_message(kPhone);
  post("/v1/auth/sessions", "", {{"phone", kPhone}, {"code", code == "000000" ? "000001" : "000000"}});
  const auto entered = post("/v1/auth/sessions", "", {{"phone", kPhone}, {"code", code}});
  const auto token = entered.at("/access_token"), refresh = entered.at("/refresh_token");
  send(Method::put, "/v1/accounts/me/password", token, R"({"password":"correct horse"})");
  post("/v1/auth/sessions", "", {{"phone", kPhone}, {"password", "wrong horse"}});
  send(Method::post, "/v1/addresses", token, kAddress);
  send(Method::post, "/v1/addresses", token, R"({"recipient":"李四光","phone":"139"})");
  post("/v1/auth/sessions/refresh", "", {{"refresh_token", refresh}});
  post("/v1/auth/sessions/refresh", "", {{"refresh_token", refresh}});
  send(Method::get, "/v1/accounts/me/export", token);
  server.reset();  // its threads have ended and handed over their lines

  telemetry::flush_log();
  telemetry::log_to(STDERR_FILENO);
  ::close(descriptor);
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  std::filesystem::remove(file);
  const auto log = text.str();
  EXPECT_NE(log.find("/v1/auth/sessions/refresh"), std::string::npos) << "the log shows what was asked: " << log;
  for (const auto& secret : {std::string(kPhone), std::string("13900139000"), "\"" + code, std::string(kPassword),
                             std::string("wrong horse"), token, refresh, std::string("李四光"), std::string("桂城")}) {
    EXPECT_EQ(log.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace shanhai::identity
