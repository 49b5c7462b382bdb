#include <gtest/gtest.h>

#include <thread>

#include "common/base/encoding.hpp"
#include "services/identity/module.hpp"
#include "tests/served/process.hpp"

namespace shanhai::identity {
namespace {

using fixture::Answer;
using http::Method;

constexpr auto kPhone = "13800138000";
constexpr auto kOther = "13900139000";
constexpr auto kOperator = "13000000001";
constexpr auto kOperatorPassword = "operator of the platform";

class IdentityHttp : public testing::Test {
 protected:
  IdentityHttp() {
    const auto seeded = seed(process.resources());
    EXPECT_TRUE(seeded.has_value());
  }

  Answer sign_in(const std::string& phone, json::Object more = {}) {
    EXPECT_EQ(process.post("/v1/auth/codes", {{"phone", phone}, {"purpose", "sign_in"}}).status, 202);
    json::Object body{{"phone", phone}, {"code", process.await_code(phone)}};
    for (const auto& member : more) body[member.key()] = member.value();
    return process.post("/v1/auth/sessions", body);
  }
  std::string token(const std::string& phone, json::Object more = {}) {
    const auto answer = sign_in(phone, std::move(more));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.text("access_token");
  }
  std::string operator_token() {
    const auto answer = process.post(
        "/v1/auth/sessions", {{"phone", kOperator}, {"password", kOperatorPassword}, {"role", "platform_operator"}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.text("access_token");
  }
  json::Object application(const std::string& kind) {
    return {{"kind", kind},
            {"name", "佛山市南海区某单位"},
            {"region", "440605"},
            {"proof", json::Object{{"document_name", "授权书.pdf"}, {"content_base64", to_base64("%PDF-1.7 ...")}}}};
  }
  json::Object address() {
    return {{"recipient", "李四"}, {"phone", kOther}, {"division", "440605"}, {"detail", "南海大道 1 号"}};
  }
  std::set<std::string> members(const Answer& answer) {
    std::set<std::string> out;
    const auto document = answer.json();
    for (const auto& member : document.as_object()) out.insert(std::string(member.key()));
    return out;
  }
  static std::string header(const Answer& answer, const std::string& name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? "" : found->second;
  }

  fixture::Process process{{{kSchema, make_module}},
                           {{"SHANHAI_SEED__OPERATOR_PHONE", kOperator},
                            {"SHANHAI_SEED__OPERATOR_PASSWORD", kOperatorPassword},
                            {"SHANHAI_IDENTITY__CODES_PER_ADDRESS_PER_MINUTE", "600"}}};
};

TEST_F(IdentityHttp, SignsInByCode) {
  const auto sent = process.post("/v1/auth/codes", {{"phone", kPhone}, {"purpose", "sign_in"}});
  EXPECT_EQ(sent.status, 202);
  EXPECT_EQ(members(sent), std::set<std::string>{"expires_at"});
  const auto answer = process.post("/v1/auth/sessions", {{"phone", kPhone}, {"code", process.await_code(kPhone)}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(members(answer),
            (std::set<std::string>{"access_token", "token_type", "expires_in", "refresh_token", "account_id", "role"}));
  EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
  const auto me = process.get("/v1/accounts/me", answer.text("access_token"));
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(me.text("account_id"), answer.text("account_id"));
  EXPECT_EQ(me.text("phone"), "138****8000");
  const auto refreshed = process.post("/v1/auth/sessions/refresh", {{"refresh_token", answer.text("refresh_token")}});
  EXPECT_EQ(refreshed.status, 201);
  const auto again = process.post("/v1/auth/sessions/refresh", {{"refresh_token", answer.text("refresh_token")}});
  EXPECT_EQ(again.status, 401);
  EXPECT_EQ(again.code(), "session_ended");
}

TEST_F(IdentityHttp, RefusalsAreProblemsThatNameTheField) {
  const auto pointer = [this](const std::string& target, const json::Object& body) {
    const auto answer = process.post(target, body);
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(header(answer, "Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.body.find(kPhone), std::string::npos) << "a refusal echoes nothing";
    return answer.field();
  };
  EXPECT_EQ(pointer("/v1/auth/codes", {{"purpose", "sign_in"}}), "/phone");
  EXPECT_EQ(pointer("/v1/auth/codes", {{"phone", kPhone}, {"purpose", "spying"}}), "/purpose");
  EXPECT_EQ(pointer("/v1/auth/codes", {{"phone", "1380013800"}, {"purpose", "sign_in"}}), "/phone");
  EXPECT_EQ(pointer("/v1/auth/codes", {{"phone", "12800138000"}, {"purpose", "sign_in"}}), "/phone");
  EXPECT_EQ(pointer("/v1/auth/sessions", {{"phone", kPhone}, {"code", "12345"}}), "/code");
  EXPECT_EQ(pointer("/v1/auth/sessions", {{"phone", kPhone}, {"code", "123456"}, {"role", "emperor"}}), "/role");
  EXPECT_EQ(pointer("/v1/auth/sessions", {{"phone", kPhone}, {"code", "123456"}, {"extra", 1}}), "/extra");
  EXPECT_EQ(pointer("/v1/auth/sessions/refresh", {{"refresh_token", 7}}), "/refresh_token");
  const auto wrong = process.post("/v1/auth/sessions", {{"phone", kPhone}, {"code", "000000"}});
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.code(), "invalid_credentials");
  EXPECT_EQ(wrong.text("title"), "手机号、验证码或密码不正确");
}

TEST_F(IdentityHttp, ThePausedAreToldHowLong) {
  Answer last;
  for (int i = 0; i < 8 && last.status != 429; ++i) {
    last = process.post("/v1/auth/sessions", {{"phone", kPhone}, {"code", "000000"}});
  }
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(last.code(), "sign_in_paused");
  EXPECT_GE(std::stoi(header(last, "Retry-After")), 25);
}

TEST_F(IdentityHttp, AnOrganisationFromApplicationToMembers) {
  const auto mine = token(kPhone);
  const auto made = process.post("/v1/organisations", application("trade_union"), mine);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("status"), "pending");
  EXPECT_EQ(header(made, "ETag"), "\"1\"");
  const auto path = "/v1/organisations/" + made.text("id");
  EXPECT_EQ(process.get(path, mine).status, 200);
  EXPECT_EQ(process.get(path + "/proof", mine).status, 403);

  const auto platform = operator_token();
  const auto pending = process.get("/v1/organisations?status=pending", platform);
  EXPECT_EQ(pending.json().at("items").as_array().size(), 1u);
  const auto proof = process.get(path + "/proof", platform);
  EXPECT_EQ(proof.status, 200);
  EXPECT_EQ(proof.body, "%PDF-1.7 ...");
  EXPECT_EQ(header(proof, "Content-Type"), "application/pdf");
  EXPECT_EQ(header(proof, "Content-Disposition"), "attachment; filename*=UTF-8''%E6%8E%88%E6%9D%83%E4%B9%A6.pdf");
  EXPECT_EQ(process.post(path + "/approve", json::Object{}, platform).field(), "/reason");
  const auto approved = process.post(path + "/approve", {{"reason", "proof seen"}}, platform);
  EXPECT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(approved.text("status"), "active");
  EXPECT_EQ(process.post(path + "/approve", {{"reason", "again"}}, platform).code(), "organisation_state");
  EXPECT_NE(process.await_message(kPhone).find("已通过审核"), std::string::npos);

  const auto added = process.post(path + "/members", {{"phone", kOther}, {"administrator", false}}, mine);
  EXPECT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(process.get(path + "/members", mine).json().at("items").as_array().size(), 2u);
  const auto unit = token(kOther, {{"role", "buyer_unit"}});
  EXPECT_EQ(process.get(path, unit).status, 200);
  EXPECT_EQ(process.send(Method::del, path + "/members/" + added.text("account_id"), {}, mine).status, 204);
  EXPECT_EQ(process.get(path, unit).status, 404);
}

TEST_F(IdentityHttp, TheAddressBookWithVersions) {
  const auto mine = token(kPhone), theirs = token(kOther);
  const auto added = process.post("/v1/addresses", address(), mine);
  ASSERT_EQ(added.status, 201) << added.body;
  const auto path = "/v1/addresses/" + added.text("id");
  const auto text = json::to_text(address());
  EXPECT_EQ(process.send(Method::put, path, text, mine).status, 428);
  EXPECT_EQ(process.send(Method::put, path, text, mine, {{"If-Match", "\"7\""}}).status, 412);
  EXPECT_EQ(process.send(Method::put, path, text, theirs, {{"If-Match", "\"1\""}}).status, 404);
  const auto replaced = process.send(Method::put, path, text, mine, {{"If-Match", "\"1\""}});
  EXPECT_EQ(replaced.status, 200);
  EXPECT_EQ(header(replaced, "ETag"), "\"2\"");
  EXPECT_EQ(process.send(Method::del, path, {}, theirs).status, 404);
  EXPECT_EQ(process.send(Method::del, path, {}, mine).status, 204);
  for (int i = 0; i < 3; ++i) process.post("/v1/addresses", address(), mine);
  const auto page = process.get("/v1/addresses?limit=2", mine);
  EXPECT_EQ(page.json().at("items").as_array().size(), 2u);
  EXPECT_NE(header(page, "Link").find("rel=\"next\""), std::string::npos);
  const auto next = process.get("/v1/addresses?limit=2&cursor=" + page.text("next_cursor"), mine);
  EXPECT_EQ(next.json().at("items").as_array().size(), 1u);
  EXPECT_EQ(process.get("/v1/addresses?limit=0", mine).field(), "query/limit");
  EXPECT_EQ(process.get("/v1/addresses?colour=red", mine).field(), "query/colour");
}

TEST_F(IdentityHttp, PasswordExportAndErasure) {
  const auto mine = token(kPhone);
  const auto weak = process.send(Method::put, "/v1/accounts/me/password", R"({"password":"12345678"})", mine);
  EXPECT_EQ(weak.status, 400);
  EXPECT_EQ(weak.field(), "/password");
  EXPECT_EQ(process.send(Method::put, "/v1/accounts/me/password", R"({"password":"correct horse"})", mine).status, 204);
  EXPECT_EQ(process.post("/v1/auth/sessions", {{"phone", kPhone}, {"password", "correct horse"}}).status, 201);
  process.post("/v1/addresses", address(), mine);
  const auto held = process.get("/v1/accounts/me/export", mine);
  EXPECT_EQ(held.status, 200);
  EXPECT_EQ(held.text("phone"), kPhone);
  EXPECT_EQ(held.json().at("addresses").as_array().size(), 1u);
  const auto erased = process.post("/v1/accounts/me/erase", json::Object{}, mine);
  EXPECT_EQ(erased.status, 202) << erased.body;
  EXPECT_EQ(process.get("/v1/accounts/me", mine).status, 404);
  EXPECT_EQ(process.post("/v1/auth/sessions", {{"phone", kPhone}, {"password", "correct horse"}}).status, 401);
}

TEST_F(IdentityHttp, KeysArePublishedAndRotatedByOperatorsOnly) {
  const auto keys = process.get("/.well-known/jwks.json");
  EXPECT_EQ(keys.status, 200);
  EXPECT_EQ(auth::parse_jwks(keys.json()).value().size(), 1u);
  EXPECT_EQ(process.post("/v1/auth/keys/rotate", {{"reason", "yearly"}}, token(kPhone)).status, 403);
  const auto rotated = process.post("/v1/auth/keys/rotate", {{"reason", "yearly"}}, operator_token());
  EXPECT_EQ(rotated.status, 201) << rotated.body;
  EXPECT_EQ(auth::parse_jwks(process.get("/.well-known/jwks.json").json()).value().size(), 2u);
  EXPECT_EQ(process.get("/v1/accounts/me", operator_token()).status, 200);
  EXPECT_EQ(process.send_internal(Method::get, "/.well-known/jwks.json", {}, "").status, 200);
}

TEST_F(IdentityHttp, SeedingTwiceChangesNothing) {
  const auto before = operator_token();
  EXPECT_TRUE(seed(process.resources()).has_value());
  EXPECT_EQ(process.get("/v1/accounts/me", before).json().at("memberships").as_array().size(), 1u);
  auto connection = process.connect();
  EXPECT_EQ(connection.query("SELECT COUNT(*) AS n FROM organisation").front().get<int>("n"), 1);
  EXPECT_EQ(connection.query("SELECT COUNT(*) AS n FROM account").front().get<int>("n"), 1);
  const auto me = process.get("/v1/accounts/me", before).json();
  const auto id = std::string(me.at("memberships").as_array().at(0).at("organisation").at("id").as_string());
  EXPECT_EQ(process.post("/v1/organisations/" + id + "/suspend", {{"reason", "coup"}}, before).status, 404)
      << "nobody locks everybody out";
}

TEST_F(IdentityHttp, ALargeProofFitsAndATooLargeOneIsRefused) {
  const auto mine = token(kPhone);
  auto body = application("agency");
  body["proof"].as_object()["content_base64"] = to_base64("%PDF-" + std::string((2 << 20) - 5, 'x'));
  EXPECT_EQ(process.post("/v1/organisations", body, mine).status, 201);
  body["proof"].as_object()["content_base64"] = to_base64("%PDF-" + std::string((2 << 20) - 1, 'x'));
  const auto refused = process.post("/v1/organisations", body, mine);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.field(), "/proof/content_base64");
  body["proof"].as_object()["content_base64"] = std::string(4 << 20, 'A');
  EXPECT_EQ(process.post("/v1/organisations", body, mine).status, 413);
}

TEST_F(IdentityHttp, EventsComeOutNumbered) {
  const auto mine = token(kPhone);
  EXPECT_EQ(process.post("/v1/organisations", application("budget_unit"), mine).status, 201);
  std::int64_t after = 0;
  std::vector<std::string> types;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  const auto arrived = [&] { return std::count(types.begin(), types.end(), "identity.organisation_changed") >= 2; };
  while (!arrived() && std::chrono::steady_clock::now() < deadline) {  // the platform's, and this one
    const auto batch = process.send_internal(
        Method::get, "/internal/v1/events/identity?after=" + std::to_string(after) + "&limit=100&wait_ms=2000", {},
        fixture::kInternalToken);
    ASSERT_EQ(batch.status, 200) << batch.body;
    EXPECT_EQ(batch.body.find(kPhone), std::string::npos) << "no personal data in events";
    const auto document = batch.json();
    for (const auto& event : document.at("events").as_array()) {
      EXPECT_EQ(event.at("sequence").as_int64(), ++after) << "gapless";
      types.emplace_back(event.at("type").as_string());
    }
  }
  EXPECT_TRUE(arrived());
}

}  // namespace
}  // namespace shanhai::identity
