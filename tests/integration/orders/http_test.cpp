#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {
namespace {

class OrdersOverHttp : public OverHttp {
 protected:
  OrdersOverHttp() { stock(tea, 10); }

  std::string checkout_body(std::int64_t quantity = 2) { return json::print(body({{&tea, quantity}})); }
  std::string paid_order() {
    const auto receipt = placed(who, {{&tea, 2}});
    pay(who, receipt.order_group_id);
    return "/v1/orders/" + receipt.orders[0].order_id.str();
  }

  Product tea = publish({});
  auth::Principal who = consumer();
  auth::Principal coop = seller(tea.supplier);
};

TEST_F(OrdersOverHttp, FromCheckoutToRefund) {
  const auto placed_ = post("/v1/checkouts", who, checkout_body(), "k1");
  ASSERT_EQ(placed_.status, 201) << placed_.text;
  EXPECT_EQ(placed_.header("Idempotent-Replayed"), "");
  const auto group = std::string(placed_.body.at("order_group_id").as_string());
  const auto path = "/v1/orders/" + std::string(placed_.body.at("orders").at(0).at("order_id").as_string());
  const auto payment =
      post("/v1/payments", who, R"({"order_group_id":")" + group + R"(","channel":"wechat_pay"})", "k2");
  ASSERT_EQ(payment.status, 201) << payment.text;
  EXPECT_EQ(payment.body.at("amount").at("amount_fen").as_int64(), 11600);
  receive(std::string(payment.body.at("payment_id").as_string()), Money(11600)).value();
  const auto packed = post(path + "/pack", coop, "{}", "k3");
  ASSERT_EQ(packed.status, 200) << packed.text;
  const auto parcel = std::string(packed.body.at("parcels").at(0).at("parcel_id").as_string());
  const auto shipped =
      post(path + "/ship", coop,
           R"({"parcels":[{"parcel_id":")" + parcel + R"(","carrier":"顺丰速运","tracking_number":"SF1"}]})", "k4");
  ASSERT_EQ(shipped.status, 200) << shipped.text;
  EXPECT_EQ(post(path + "/deliver", coop, "{}").status, 200);
  EXPECT_EQ(post(path + "/accept", who, "{}").body.at("state").as_string(), "accepted");
  EXPECT_EQ(post(path + "/ratings", who, R"({"stars":5})", "k5").status, 201);
  const auto line = std::string(shipped.body.at("lines").at(0).at("line_id").as_string());
  const auto asked =
      post("/v1/returns", who,
           R"({"order_id":")" + path.substr(11) + R"(","kind":"no_reason","reason":"买多了","lines":[{"line_id":")" +
               line + R"(","quantity":1}]})",
           "k6");
  ASSERT_EQ(asked.status, 201) << asked.text;
  const auto return_path = "/v1/returns/" + std::string(asked.body.at("return_id").as_string());
  EXPECT_EQ(post(return_path + "/approve", coop, R"({"reason":"同意"})").status, 200);
  const auto received = post(return_path + "/receive", coop, R"({"restock":true})", "k7");
  ASSERT_EQ(received.status, 200) << received.text;
  run(parts.refunds.run_due());
  EXPECT_EQ(get(return_path, who).body.at("refund").at("state").as_string(), "succeeded");
  EXPECT_EQ(get("/v1/storefront-stock/" + tea.sku.str(), who).body.at("sellable").as_int64(), 9);
}

TEST_F(OrdersOverHttp, AnswersARepetitionWithTheStoredAnswer) {
  const auto body_ = checkout_body();
  const auto first = post("/v1/checkouts", who, body_, "same");
  ASSERT_EQ(first.status, 201) << first.text;
  const auto again = post("/v1/checkouts", who, body_, "same");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(again.text, first.text);
  const auto other = post("/v1/checkouts", who, checkout_body(3), "same");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.code(), "idempotency_key_reused");
  // The key is the caller's own.
  const auto strangers = post("/v1/checkouts", consumer(), body_, "same");
  EXPECT_EQ(strangers.status, 201);
  EXPECT_EQ(strangers.header("Idempotent-Replayed"), "");
  EXPECT_NE(strangers.text, first.text);
  EXPECT_EQ(stock_of(tea).reserved, 4);
}

TEST_F(OrdersOverHttp, WhatMovesMoneyOrGoodsNeedsAKey) {
  const auto path = paid_order();
  const auto unknown_return = "/v1/returns/" + ReturnId::make(db.clock, db.random).str();
  const auto unknown_refund = "/v1/payments/refunds/" + RefundId::make(db.clock, db.random).str();
  struct Row {
    std::string path;
    auth::Principal caller;
    std::string body;
  };
  const Row rows[] = {
      {"/v1/checkouts", who, checkout_body()},
      {"/v1/payments", who, "{}"},
      {"/v1/returns", who, "{}"},
      {path + "/pack", coop, "{}"},
      {path + "/ship", coop, "{}"},
      {path + "/ratings", who, "{}"},
      {path + "/decline", coop, R"({"reason":"无货"})"},
      {unknown_return + "/receive", coop, R"({"restock":true})"},
      {"/v1/payments/" + PaymentId::make(db.clock, db.random).str() + "/give-back", platform(), R"({"reason":"多付"})"},
      {unknown_refund + "/confirm", platform(), R"({"entry_number":"E1"})"}};
  for (const auto& row : rows) {
    const auto refused = post(row.path, row.caller, row.body);
    EXPECT_EQ(refused.status, 400) << row.path;
    EXPECT_EQ(refused.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(refused.code(), "idempotency_key_required") << row.path;
    EXPECT_EQ(refused.places(), std::vector<std::string>{"header/Idempotency-Key required"}) << row.path;
  }
  EXPECT_EQ(get(path, who).body.at("state").as_string(), "paid");
}

TEST_F(OrdersOverHttp, WrongMembersAreNamedAllAtOnce) {
  auto wrong = json::write(body({{&tea, 2}})).as_object();
  wrong["colour"] = "red";
  wrong["payment_channel"] = "cash";
  auto& delivery = wrong["deliveries"].as_array().at(0).as_object();
  delivery["recipient"].as_object().erase("phone");
  auto& line = delivery["lines"].as_array().at(0).as_object();
  line["quantity"] = 0;
  line["sku_id"] = "nonsense";
  line["price"] = 1;
  const auto refused = post("/v1/checkouts", who, json::to_text(wrong), "k");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(refused.places(),
            (std::vector<std::string>{"/colour unknown_field", "/deliveries/0/lines/0/price unknown_field",
                                      "/deliveries/0/lines/0/quantity out_of_range",
                                      "/deliveries/0/lines/0/sku_id invalid_id",
                                      "/deliveries/0/recipient/phone required", "/payment_channel unknown_value"}));
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_EQ(post("/v1/checkouts", who, checkout_body(), "k").status, 201);  // a refusal may succeed later
}

TEST_F(OrdersOverHttp, EachBodyNamesItsOwnWrongMembers) {
  const auto path = paid_order();
  const auto order_id = path.substr(11);
  struct Row {
    std::string path;
    auth::Principal caller;
    std::string body;
    std::vector<std::string> places;
  };
  const std::string unknown = R"({"order_group_id":")" + OrderGroupId::make(db.clock, db.random).str() + R"(",)";
  const Row rows[] = {
      {path + "/cancel", who, R"({"reason":"","x":1})", {"/reason too_short", "/x unknown_field"}},
      {path + "/cancel", who, R"({"reason":"expired"})", {"/reason reserved"}},
      {path + "/decline", coop, "{}", {"/reason required"}},
      {path + "/ship", coop, R"({"parcels":[]})", {"/parcels out_of_range"}},
      {path + "/ship",
       coop,
       R"({"parcels":[{"parcel_id":"x","carrier":"","tracking_number":"1"}]})",
       {"/parcels/0/carrier too_short", "/parcels/0/parcel_id invalid_id"}},
      {path + "/ratings", who, R"({"stars":6})", {"/stars out_of_range"}},
      {"/v1/payments", who, unknown + R"("channel":"cash"})", {"/channel unknown_value"}},
      {"/v1/payments", who, unknown + R"("channel":"wechat_pay"})", {"/order_group_id order_group_not_found"}},
      {"/v1/returns",
       who,
       R"({"order_id":")" + order_id + R"(","kind":"no_reason","reason":"x","lines":[]})",
       {"/lines out_of_range"}},
  };
  for (const auto& row : rows) {
    const auto refused = post(row.path, row.caller, row.body, db.random.token(9));
    EXPECT_GE(refused.status, 400) << row.path;
    EXPECT_LT(refused.status, 500) << row.path;
    EXPECT_EQ(refused.places(), row.places) << row.path << ' ' << row.body;
  }
  const std::pair<const char*, const char*> queries[] = {{"?limit=0", "query/limit out_of_range"},
                                                         {"?state=lost", "query/state unknown_value"},
                                                         {"?colour=red", "query/colour unknown_field"},
                                                         {"?cursor=x", "query/cursor invalid_cursor"}};
  for (const auto& [query, place] : queries) {
    const auto refused = get(std::string("/v1/orders") + query, who);
    EXPECT_EQ(refused.status, 400) << query;
    EXPECT_EQ(refused.places(), std::vector<std::string>{place}) << query;
  }
}

TEST_F(OrdersOverHttp, OutOfStockSaysOfWhatHowMuchAndWhatIsLeft) {
  placed(consumer(), {{&tea, 7}});
  const auto refused = post("/v1/checkouts", who, checkout_body(4), "k");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "insufficient_stock");
  EXPECT_EQ(refused.body.at("title").as_string(), "库存不足");
  ASSERT_EQ(refused.body.at("items").as_array().size(), 1U);
  const auto& item = refused.body.at("items").at(0);
  EXPECT_EQ(item.at("sku_id").as_string(), tea.sku.str());
  EXPECT_EQ(item.at("requested").as_int64(), 4);
  EXPECT_EQ(item.at("available").as_int64(), 3);
  EXPECT_EQ(refused.places(), std::vector<std::string>{"/deliveries/0/lines/0/sku_id insufficient_stock"});
  EXPECT_EQ(refused.body.at("trace_id").as_string().size(), 32U);
  EXPECT_EQ(post("/v1/checkouts", who, checkout_body(3), "k").status, 201);
}

TEST_F(OrdersOverHttp, WhatIsSomebodyElsesIsNotFound) {
  const auto path = paid_order();
  const auto stranger = consumer();
  const auto rival = seller(OrganisationId::make(db.clock, db.random));
  for (const auto& [caller, what] : {std::pair(stranger, path), std::pair(rival, path)}) {
    const auto refused = get(what, caller);
    EXPECT_EQ(refused.status, 404);
    EXPECT_EQ(refused.code(), "order_not_found");
  }
  EXPECT_EQ(post(path + "/cancel", stranger, R"({"reason":"x"})").status, 404);
  EXPECT_EQ(post(path + "/accept", stranger, "{}").status, 404);
  EXPECT_EQ(post(path + "/pack", rival, "{}", "k").status, 404);
  EXPECT_EQ(post(path + "/decline", rival, R"({"reason":"x"})", "k").status, 404);
  EXPECT_EQ(get("/v1/orders/nonsense", who).status, 404);
  EXPECT_TRUE(get("/v1/orders", stranger).body.at("items").as_array().empty());
}

TEST_F(OrdersOverHttp, WhoMayNotIsToldSo) {
  const auto path = paid_order();
  EXPECT_EQ(send(http::Method::get, path, {}).status, 401);
  EXPECT_EQ(post("/v1/checkouts", coop, checkout_body(), "k").status, 403);
  EXPECT_EQ(post(path + "/pack", who, "{}", "k").status, 403);
  EXPECT_EQ(post(path + "/accept", coop, "{}").status, 403);
  EXPECT_EQ(get("/v1/settlement/balances", coop).status, 403);
  EXPECT_EQ(get("/v1/payments/refunds", who).status, 403);
  EXPECT_EQ(send(http::Method::post, "/internal/v1/orders/block-lot", as(platform()), "{}").status, 404);
}

TEST_F(OrdersOverHttp, AStatementsWrongCellIsNamed) {
  const std::string csv =
      "booked_on,amount_fen,reference,payer_name,entry_number\n2026-11-23,x,采购款,某公司,E1\n2026-11-23,1,y,z,\n";
  const auto refused = send(http::Method::post, "/v1/bank-statements", as(platform(), "k"), csv, "text/csv");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.places(),
            (std::vector<std::string>{"/1/amount_fen expected_integer", "/2/entry_number out_of_range"}));
  EXPECT_EQ(send(http::Method::post, "/v1/bank-statements", as(platform(), "k"), "{}").status, 415);
}

}  // namespace
}  // namespace shanhai::orders
