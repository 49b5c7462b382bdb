// Bulk listing as suppliers' programs see it.
#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "services/catalog/bulk/messages.hpp"
#include "services/catalog/bulk/routes.hpp"
#include "tests/integration/catalog/sheet_world.hpp"

namespace shanhai::catalog {
namespace {

class BulkOverHttp : public SheetWorld {
 protected:
  BulkOverHttp() {
    register_bulk_texts();
    tokens.set_keys({{key_.id, key_.public_key}});
    routes.mount(table_of_routes);
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.access_log = false;
    server = std::make_unique<http::Server>(options, table_of_routes, tokens, limiter, random, [] { return ready(); });
    server->start();
  }
  ~BulkOverHttp() override { server->drain(std::chrono::seconds(1)); }
  static Task<std::string> ready() { co_return ""; }

  http::ClientResponse send(http::Method method, const std::string& path, const auth::Principal& caller,
                            std::string body = {}, std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::ClientRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(server->port()) + path;
    request.headers = std::move(headers);
    const auto token = auth::sign_token(key_, kIssuer, caller, "t", clock.now(), std::chrono::minutes(10));
    request.headers.emplace_back("Authorization", "Bearer " + token);
    request.body = std::move(body);
    http::Client client;
    return run(client.send(std::move(request)));
  }
  static std::string header(const http::ClientResponse& answer, const char* name) {
    const auto found = answer.headers.find(std::string(name));
    return found == answer.headers.end() ? "" : found->second;
  }
  static std::vector<std::pair<std::string, std::string>> as(const char* type, const char* key) {
    return {{"Content-Type", type}, {"Idempotency-Key", key}};
  }

  static constexpr auto kIssuer = "https://shanhai.example";
  auth::SigningKey key_ = auth::SigningKey::make(random);
  auth::TokenVerifier tokens{kIssuer, clock};
  http::RateLimiter limiter{nullptr, clock};
  BulkRoutes routes{bulk};
  http::RouteTable table_of_routes;
  std::unique_ptr<http::Server> server;
};

TEST_F(BulkOverHttp, ASheetIsSentFollowedAndCorrected) {
  const auto caller = supplier();
  const auto file = csv({tea_row("A"), tea_row("B", {{"price", "1.234"}})});
  const std::string place = "/v1/products/imports";
  const auto sent = send(http::Method::post, place + "?mode=commit", caller, file, as("text/csv", "a"));
  ASSERT_EQ(sent.status, 202) << sent.body;
  const auto location = header(sent, "Location");
  EXPECT_EQ(json::parse<ImportView>(sent.body).value().state, ImportState::waiting);
  EXPECT_EQ(send(http::Method::get, location + "/errors", caller).status, 409);
  const auto again = send(http::Method::post, place + "?mode=commit", caller, file, as("text/csv", "a"));
  EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
  EXPECT_EQ(header(again, "Location"), location);
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
  const auto english = send(http::Method::get, location, caller, {}, {{"Accept-Language", "en"}});
  const auto view = json::parse<ImportView>(english.body).value();
  EXPECT_EQ(counted(view), "2 1 0 0 1 0");
  EXPECT_EQ(view.problems.at(0).message, "more than two decimals: yuan with at most two decimals, such as 58.50");
  const auto errors = send(http::Method::get, view.error_file_url.value(), caller);
  EXPECT_EQ(errors.status, 200);
  EXPECT_EQ(header(errors, "Content-Type").substr(0, 8), "text/csv");
  EXPECT_EQ(sheets::read_csv(errors.body).value().size(), 2u);
  EXPECT_EQ(send(http::Method::get, place, caller).status, 200);
  EXPECT_EQ(send(http::Method::del, location, caller).status, 204);
  EXPECT_EQ(send(http::Method::get, location + "/errors", caller).status, 410);
}

TEST_F(BulkOverHttp, WhatIsNoSheetIsRefusedAtItsPlace) {
  const auto caller = supplier();
  const std::string place = "/v1/products/imports?mode=dry_run";
  const auto wrong = send(http::Method::post, place, caller, "商品编号,颜色\n", as("text/csv", "a"));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(wrong.body.find(R"("pointer":"/1/B","code":"unknown_column","detail":"\"颜色\"")"), std::string::npos)
      << wrong.body;
  EXPECT_EQ(send(http::Method::post, place, caller, "{}", as("application/json", "b")).status, 415);
  EXPECT_EQ(send(http::Method::post, place, caller, "x", {{"Content-Type", "text/csv"}}).status, 400);
  EXPECT_EQ(send(http::Method::post, "/v1/products/imports", caller, "x", as("text/csv", "c")).status, 400);
  EXPECT_EQ(send(http::Method::post, place, caller, "x", as("text/csv; charset=gbk", "d")).status, 415);
  EXPECT_EQ(send(http::Method::get, "/v1/products/imports/imp_1", caller).status, 404);
  const auto sheet = send(http::Method::get, "/v1/products/import-template?format=csv", caller);
  EXPECT_EQ(sheet.status, 200);
  EXPECT_EQ(sheets::read_csv(sheet.body).value().at(0).at(0), "商品编号");
  EXPECT_NE(header(sheet, "Content-Disposition").find("attachment"), std::string::npos);
}

}  // namespace
}  // namespace shanhai::catalog
