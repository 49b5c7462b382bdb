// A rush, a presale and a cap as somebody finds them who knows nothing but the paths; and Redis lost in the middle.
#include "tests/fixture/redis.hpp"
#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class RushOverHttp : public OverHttp {
 protected:
  RushOverHttp() { stock(tea, 10); }

  static std::string text_of(const json::Value& value, const char* member) {
    return std::string(value.at(member).as_string());
  }
  std::string checkout_body(std::int64_t quantity, const std::string& ticket = {}) {
    auto out = json::write(body({{&tea, quantity}})).as_object();
    if (!ticket.empty()) out["rush_tickets"] = json::Array{json::Value(ticket)};
    return json::to_text(out);
  }
  std::string announce(const std::string& idempotency_key) {
    const json::Object rush{{"sku_id", tea.sku.str()},
                            {"joins_from", to_rfc3339(db.clock.now())},
                            {"starts_at", to_rfc3339(db.clock.now() + minutes(5))},
                            {"ends_at", to_rfc3339(db.clock.now() + hours(1))},
                            {"admitted_per_minute", 60},
                            {"window_seconds", 60}};
    const auto made = post("/v1/rushes", coop, json::to_text(rush), idempotency_key);
    EXPECT_EQ(made.status, 201) << made.text;
    return text_of(made.body, "rush_id");
  }
  void pass(std::chrono::microseconds time) {
    db.clock.advance(time);
    run(parts.rushes.run_due());
  }

  Product tea = publish({});
  auth::Principal who = consumer();
  auth::Principal coop = seller(tea.supplier);
};

TEST_F(RushOverHttp, FromTheShopWindowThroughTheLineToAnOrder) {
  const auto rush = announce("r");
  const auto cap =
      post("/v1/purchase-caps", coop,
           R"({"sku_id":")" + tea.sku.str() + R"(","buyer_max":3,"period_days":1,"reason":"新茶不多"})", "c");
  ASSERT_EQ(cap.status, 201) << cap.text;
  const auto window = send(http::Method::get, "/v1/storefront-sales/" + tea.sku.str(), {});
  ASSERT_EQ(window.status, 200) << window.text;
  EXPECT_EQ(text_of(window.body.at("rush"), "rush_id"), rush);
  EXPECT_EQ(window.body.at("purchase_cap").at("buyer_max").as_int64(), 3);
  EXPECT_EQ(window.body.as_object().contains("presale"), false);
  // Why it was set is the supplier's own words, which may name somebody.
  EXPECT_EQ(window.text.find("新茶不多"), std::string::npos);
  EXPECT_EQ(text_of(cap.body, "reason"), "新茶不多");
  const auto refused = post("/v1/checkouts", who, checkout_body(1), "o1");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "rush_not_started");
  EXPECT_EQ(refused.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(text_of(refused.body, "title"), "抢购尚未开始");
  EXPECT_EQ(refused.places(), std::vector<std::string>{"/deliveries/0/lines/0/sku_id rush_not_started"});
  const auto path = "/v1/rushes/" + rush + "/tickets";
  EXPECT_EQ(post(path, who, "").code(), "idempotency_key_required");
  const auto joined = post(path, who, "", "t1");
  ASSERT_EQ(joined.status, 201) << joined.text;
  const auto ticket = text_of(joined.body, "rush_ticket_id");
  EXPECT_EQ(text_of(joined.body, "state"), "waiting");
  EXPECT_NE(joined.header("Retry-After"), "");
  EXPECT_EQ(post(path, who, "", "t1").header("Idempotent-Replayed"), "true");
  EXPECT_EQ(text_of(post(path, who, "", "t2").body, "rush_ticket_id"), ticket);
  pass(minutes(5));
  const auto waiting = get("/v1/rush-tickets/" + ticket, who);
  EXPECT_EQ(waiting.body.at("place").as_int64(), 1);
  EXPECT_EQ(get("/v1/rush-tickets/" + ticket, consumer()).status, 404);
  pass(seconds(1));
  EXPECT_EQ(text_of(get("/v1/rush-tickets/" + ticket, who).body, "state"), "admitted");
  const auto greedy = post("/v1/checkouts", who, checkout_body(4, ticket), "o2");
  EXPECT_EQ(greedy.code(), "purchase_cap_exceeded");
  EXPECT_EQ(greedy.body.at("items").at(0).at("allowed").as_int64(), 3);
  auto headers = as(who, "o3");
  headers.emplace_back("Accept-Language", "en");
  EXPECT_EQ(text_of(send(http::Method::post, "/v1/checkouts", headers, checkout_body(4, ticket)).body, "title"),
            "More than one buyer or address may take of the goods");
  const auto placed_ = post("/v1/checkouts", who, checkout_body(3, ticket), "o4");
  ASSERT_EQ(placed_.status, 201) << placed_.text;
  const auto allowed = get("/v1/purchase-allowances/" + tea.sku.str(), who);
  EXPECT_EQ(allowed.body.at("caps").at(0).at("allowed").as_int64(), 0);
  // On record for who supervises, without a name.
  auto agency = consumer();
  agency.role = auth::Role::agency;
  agency.organisation = OrganisationId::make(db.clock, db.random);
  const auto record = get("/v1/rushes/" + rush + "/record", agency);
  ASSERT_EQ(record.status, 200) << record.text;
  EXPECT_EQ(record.body.at("items").at(0).at("units").as_int64(), 3);
  EXPECT_EQ(record.text.find(who.account.str()), std::string::npos);
  EXPECT_EQ(record.text.find(buyer_of(who).str()), std::string::npos);
  EXPECT_EQ(get("/v1/purchase-caps", agency).body.at("items").as_array().size(), 1U);
  EXPECT_EQ(get("/v1/rushes/" + rush + "/record", who).status, 403);
}

TEST_F(RushOverHttp, APresaleFromItsOpeningToAWithdrawal) {
  const auto nuts = publish({});
  const auto supplier = seller(nuts.supplier);
  const json::Object body_{{"sku_id", nuts.sku.str()},
                           {"allotment", 5},
                           {"ends_at", "2026-12-01T00:00:00Z"},
                           {"ships_from", "2026-12-05"},
                           {"ships_by", "2026-12-20"}};
  auto wrong = body_;
  wrong["ships_by"] = "2026-12-04";
  const auto refused = post("/v1/presales", supplier, json::to_text(wrong), "p0");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.places(), std::vector<std::string>{"/ships_by out_of_range"});
  const auto opened = post("/v1/presales", supplier, json::to_text(body_), "p1");
  ASSERT_EQ(opened.status, 201) << opened.text;
  EXPECT_EQ(post("/v1/presales", supplier, json::to_text(body_), "p1").header("Idempotent-Replayed"), "true");
  const auto path = "/v1/presales/" + text_of(opened.body, "presale_id");
  const auto stock_now = send(http::Method::get, "/v1/storefront-stock/" + nuts.sku.str(), {});
  EXPECT_EQ(stock_now.body.at("in_stock").as_bool(), false);
  EXPECT_EQ(stock_now.body.at("presale").as_bool(), true);
  auto order = json::write(body({{&nuts, 2}})).as_object();
  const auto unaware = post("/v1/checkouts", who, json::to_text(order), "o1");
  EXPECT_EQ(unaware.status, 422);
  EXPECT_EQ(unaware.code(), "presale_not_accepted");
  order["accepts_presale"] = true;
  const auto placed_ = post("/v1/checkouts", who, json::to_text(order), "o2");
  ASSERT_EQ(placed_.status, 201) << placed_.text;
  pay(who, *OrderGroupId::parse(text_of(placed_.body, "order_group_id")));
  const auto order_path = "/v1/orders/" + text_of(placed_.body.at("orders").at(0), "order_id");
  EXPECT_EQ(text_of(get(order_path, who).body.at("lines").at(0), "ships_by"), "2026-12-20");
  EXPECT_EQ(post(order_path + "/pack", supplier, "{}", "k1").code(), "presale_not_shippable");
  EXPECT_EQ(post(order_path + "/leave-presale", who, "", "l1").code(), "promise_kept");
  EXPECT_EQ(get(path, seller(publish({}).supplier)).status, 404);
  EXPECT_EQ(post(path + "/put-off", supplier, R"({"ships_by":"2027-01-10","reason":"老王病了"})").status, 200);
  const auto window = send(http::Method::get, "/v1/storefront-sales/" + nuts.sku.str(), {});
  EXPECT_EQ(text_of(window.body.at("presale"), "ships_by"), "2027-01-10");
  EXPECT_EQ(window.text.find("老王"), std::string::npos);
  EXPECT_EQ(text_of(get(path, supplier).body, "reason"), "老王病了");
  EXPECT_EQ(post(path + "/withdraw", who, R"({"reason":"x"})").status, 403);
  EXPECT_EQ(text_of(post(path + "/withdraw", supplier, R"({"reason":"歉收"})").body, "state"), "withdrawing");
  for (int i = 0; i < 2; ++i) run(parts.presales.run_due());
  run(parts.refunds.run_due());
  EXPECT_EQ(text_of(get(order_path, who).body, "state"), "refunded");
  EXPECT_EQ(text_of(get(path, supplier).body, "state"), "withdrawn");
}

// Redis only counts requests. Its loss costs nobody their place, and lets nobody in.
TEST_F(RushOverHttp, RedisIsLostInMidRush) {
  fixture::RedisServer redis_server;
  redis::Client redis(redis_server.address());
  http::RateLimiter shared(&redis, db.clock);
  http::ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.access_log = false;
  server->drain(seconds(1));
  const auto ready = []() -> Task<std::string> { co_return ""; };
  server = std::make_unique<http::Server>(options, table, tokens, shared, db.random, ready);
  server->start();
  const auto rush = announce("r");
  std::vector<std::pair<auth::Principal, std::string>> line;
  for (int i = 0; i < 6; ++i) {
    const auto one = consumer();
    line.emplace_back(one, text_of(post("/v1/rushes/" + rush + "/tickets", one, "", "t").body, "rush_ticket_id"));
  }
  pass(minutes(5));
  std::map<std::string, std::int64_t> places;
  for (const auto& [one, ticket] : line)
    places[ticket] = get("/v1/rush-tickets/" + ticket, one).body.at("place").as_int64();
  EXPECT_GT(run(redis.command({"DBSIZE"}))->integer, 0) << "it was in use";
  redis_server.process().kill();
  const auto late = consumer();
  const auto joined = post("/v1/rushes/" + rush + "/tickets", late, "", "t");
  ASSERT_EQ(joined.status, 201) << joined.text;
  line.emplace_back(late, text_of(joined.body, "rush_ticket_id"));
  for (int second = 1; second <= 3; ++second) pass(seconds(1));
  int bought = 0;
  for (const auto& [one, ticket] : line) {
    const auto seen = get("/v1/rush-tickets/" + ticket, one);
    ASSERT_EQ(seen.status, 200) << seen.text;
    const auto place = seen.body.at("place").as_int64();
    if (places.contains(ticket)) EXPECT_EQ(place, places.at(ticket));
    const auto order = post("/v1/checkouts", one, checkout_body(1, ticket), "o");
    EXPECT_EQ(order.status, place <= 3 ? 201 : 409) << place << ' ' << order.text;
    bought += order.status == 201;
  }
  EXPECT_EQ(bought, 3);
  EXPECT_EQ(stock_of(tea).reserved, 3);
  server->drain(seconds(1));  // before what it counts with is gone
}

}  // namespace
}  // namespace shanhai::orders
