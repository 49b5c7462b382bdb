// A case as its parties walk through it over HTTP.
#include "common/base/encoding.hpp"
#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {
namespace {

class ReturnsOverHttp : public OverHttp {
 protected:
  ReturnsOverHttp() {
    stock(tea, 10);
    order_ = accepted(who, {{&tea, 3}});
  }

  json::Object request(const char* kind, const char* remedy) {
    const json::Object line{{"line_id", order(who, order_).lines[0].line_id.str()}, {"quantity", 1}};
    return {{"order_id", order_.str()},
            {"kind", kind},
            {"remedy", remedy},
            {"reason", "受潮"},
            {"lines", json::Array{line}}};
  }
  static json::Object photo(std::string bytes = "\x89PNG\r\n\x1a\n照片") {
    return {{"document_name", "开箱 1.png"}, {"content_base64", to_base64(bytes)}};
  }
  static std::string text_of(const Answer& answer, std::string_view pointer) {
    return std::string(answer.body.at_pointer(pointer).as_string());
  }
  std::string open_case(const json::Object& body) {
    const auto made = post("/v1/returns", who, json::to_text(body), db.random.token(9));
    EXPECT_EQ(made.status, 201) << made.text;
    return "/v1/returns/" + text_of(made, "/return_id");
  }

  static constexpr auto kWaybill = R"({"carrier":"中国邮政","tracking_number":"EMS1"})";
  Product tea = publish({});
  auth::Principal who = consumer();
  auth::Principal coop = seller(tea.supplier);
  auth::Principal platform_ = platform();
  OrderId order_;
};

TEST_F(ReturnsOverHttp, AnExchangeFromComplaintToReplacement) {
  auto body = request("quality", "exchange");
  body["evidence"] = json::Array{photo()};
  const auto path = open_case(body);
  const auto asked = get(path, coop);
  EXPECT_EQ(text_of(asked, "/state"), "requested");
  EXPECT_EQ(text_of(asked, "/freight_payer"), "supplier");
  const auto file = path + "/evidence/" + text_of(asked, "/evidence/0/file_id");
  const auto seen = get(file, coop);
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.text, "\x89PNG\r\n\x1a\n照片");
  EXPECT_EQ(seen.header("Content-Type"), "image/png");
  EXPECT_EQ(seen.header("Content-Disposition"), "attachment; filename*=UTF-8''%E5%BC%80%E7%AE%B1%201.png");
  EXPECT_EQ(seen.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(seen.header("Cache-Control"), "private, no-store");
  EXPECT_EQ(get(file, consumer()).status, 404);
  EXPECT_EQ(text_of(post(path + "/approve", coop, R"({"reason":"换货"})"), "/state"), "approved");
  EXPECT_EQ(text_of(post(path + "/send", who, kWaybill), "/state"), "sent");
  EXPECT_EQ(text_of(post(path + "/arrive", coop, "{}"), "/state"), "arrived");
  EXPECT_EQ(text_of(post(path + "/receive", coop, R"({"restock":false})", "r1"), "/state"), "exchanging");
  const auto to_send = get(path, coop);
  EXPECT_EQ(text_of(to_send, "/send_to/division"), "440605");
  EXPECT_FALSE(get(path, who).body.as_object().contains("send_to"));
  const auto shipped = post(path + "/ship", coop, kWaybill, "s1");
  EXPECT_EQ(text_of(shipped, "/state"), "exchanged");
  EXPECT_EQ(post(path + "/ship", coop, kWaybill, "s1").header("Idempotent-Replayed"), "true");
  EXPECT_EQ(get("/v1/orders/" + order_.str(), who).body.at("parcels").as_array().size(), 2U);
}

TEST_F(ReturnsOverHttp, WhoSendsGoodsBackIsToldWhere) {
  const auto path = open_case(request("no_reason", "refund"));
  EXPECT_FALSE(get(path, who).body.as_object().contains("send_to"));
  EXPECT_EQ(get("/v1/return-addresses", coop).code(), "return_address_not_found");
  auto address = json::write(World::address("513431")).as_object();
  const auto put = [&] { return send(http::Method::put, "/v1/return-addresses", as(coop), json::to_text(address)); };
  EXPECT_EQ(put().status, 200);
  EXPECT_EQ(text_of(get(path, who), "/send_to/division"), "513431");
  EXPECT_FALSE(get(path, coop).body.as_object().contains("send_to"));
  EXPECT_EQ(text_of(get("/v1/return-addresses", coop), "/phone"), World::address().phone.str());
  EXPECT_EQ(get("/v1/return-addresses", seller(OrganisationId::make(db.clock, db.random))).status, 404);
  address["division"] = "999999";
  EXPECT_EQ(put().places(), std::vector<std::string>{"/division unknown_division"});
  EXPECT_EQ(audited("orders.return_address.put").size(), 1U);
  post(path + "/send", who, kWaybill);
  EXPECT_FALSE(get(path, who).body.as_object().contains("send_to"));  // it is on its way
}

TEST_F(ReturnsOverHttp, ADisputeFromTheSupplierToTheDecision) {
  const auto path = open_case(request("no_reason", "refund"));
  EXPECT_EQ(post(path + "/refuse", coop, R"({"reason":"不想退"})").code(), "return_not_refusable");
  post(path + "/send", who, kWaybill);
  const json::Object bare{{"reason", "已使用"}};
  const auto refused = post(path + "/dispute", coop, json::to_text(bare));
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.places(), std::vector<std::string>{"/evidence evidence_required"});
  auto shown = bare;
  shown["evidence"] = json::Array{photo()};
  EXPECT_EQ(text_of(post(path + "/dispute", coop, json::to_text(shown)), "/state"), "disputed");
  EXPECT_TRUE(get("/v1/orders/" + order_.str(), who).body.at("disputed").as_bool());
  const auto queue = get("/v1/returns?state=disputed", platform_);
  EXPECT_EQ(queue.body.at("items").as_array().size(), 1U);
  const auto ruling = R"({"decision":"refund","reason":"凭证不足"})";
  EXPECT_EQ(post(path + "/decide", coop, ruling, "d0").status, 403);
  EXPECT_EQ(post(path + "/decide", platform_, ruling).code(), "idempotency_key_required");
  const auto decided = post(path + "/decide", platform_, ruling, "d1");
  EXPECT_EQ(text_of(decided, "/state"), "refunded");
  EXPECT_EQ(decided.body.at_pointer("/refund/amount/amount_fen").as_int64(), 5800);
  EXPECT_EQ(post(path + "/dispute", who, json::to_text(bare)).code(), "return_final");
}

TEST_F(ReturnsOverHttp, WhatIsWrongIsNamed) {
  const auto path = open_case(request("quality", "refund"));
  auto bad_file = request("quality", "refund");
  bad_file["evidence"] = json::Array{json::Object{{"document_name", "x"}, {"content_base64", "%%"}}};
  json::Array many;
  for (int i = 0; i < 7; ++i) many.push_back(photo());
  auto too_many = request("quality", "refund");
  too_many["evidence"] = many;
  struct Row {
    std::string path;
    auth::Principal caller;
    std::string body;
    std::vector<std::string> places;
  };
  const Row rows[] = {
      {"/v1/returns", who, json::to_text(bad_file), {"/evidence/0/content_base64 invalid_base64"}},
      {"/v1/returns", who, json::to_text(too_many), {"/evidence out_of_range"}},
      {"/v1/returns", who, json::to_text(request("quality", "money")), {"/remedy unknown_value"}},
      {path + "/send", who, R"({"carrier":"","tracking_number":"快递"})", {"/carrier too_short"}},
      {path + "/send", who, R"({"carrier":"邮政","tracking_number":"快递"})", {"/tracking_number expected_ascii"}},
      {path + "/receive", coop, R"({"lines":[]})", {"/restock required"}},
      {path + "/decide", platform_, R"({"decision":"both","reason":"x"})", {"/decision unknown_value"}},
      {path + "/evidence", who, R"({"evidence":[]})", {"/evidence out_of_range"}},
      {path + "/withdraw", who, "{}", {"/reason required"}},
  };
  for (const auto& row : rows) {
    const auto refused = post(row.path, row.caller, row.body, db.random.token(9));
    EXPECT_EQ(refused.header("Content-Type"), "application/problem+json") << row.path;
    ASSERT_TRUE(refused.body.is_object() && refused.body.as_object().contains("errors")) << refused.text;
    EXPECT_EQ(refused.places(), row.places) << row.path;
  }
  const auto queue = get("/v1/returns?state=lost", platform_);
  EXPECT_EQ(queue.places(), std::vector<std::string>{"query/state unknown_value"});
  for (const auto* step : {"/receive", "/refund", "/ship", "/sort"}) {
    EXPECT_EQ(post(path + step, coop, R"({"reason":"x"})").code(), "idempotency_key_required") << step;
  }
}

}  // namespace
}  // namespace shanhai::orders
