// What shoppers do with goods that are scarce, or not there yet: caps, sales before the goods, the line of a rush.
#include <gtest/gtest.h>

#include "services/orders/admission/views.hpp"
#include "services/orders/caps/views.hpp"
#include "services/orders/presale/views.hpp"
#include "tests/crash/orders/shopper.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;

constexpr std::int64_t kUnits = 20;

std::string reason(const char* text) { return json::to_text(json::Object{{"reason", text}}); }

std::string text_of(const json::Value& document, const char* member) {
  return std::string(document.at(member).as_string());
}

}  // namespace

// Like act(), where its repetition finds that it has happened.
void Shopper::act_once(const std::string& path, const auth::Principal& caller, std::string body, const char* again) {
  const auto reply = line_.send({http::Method::post, path, caller, {}, std::move(body)});
  EXPECT_TRUE(reply.status == 200 || (reply.repeated && reply.code() == again)) << path << ": " << reply.text;
}

auth::Principal Shopper::supplier_of(const Goods& goods) {
  auto out = somebody(auth::Role::supplier, goods.supplier);
  out.administrator = true;
  return out;
}

std::optional<Shopper::Purchase> Shopper::buy(const Goods& goods, const auth::Principal& buyer, std::int64_t units,
                                              std::optional<RushTicketId> ticket) {
  auto body = checkout_of(goods, units, PaymentChannel::wechat_pay);
  body.accepts_presale = true;
  if (ticket) body.rush_tickets = std::vector<RushTicketId>{*ticket};
  return placed(goods, buyer, PaymentChannel::wechat_pay, post("/v1/checkouts", buyer, json::print(body)));
}

void Shopper::expect_refused(const Goods& goods, const auth::Principal& buyer, std::int64_t units,
                             std::string_view code) {
  const auto body = checkout_of(goods, units, PaymentChannel::wechat_pay);
  const auto reply = post("/v1/checkouts", buyer, json::print(body));
  EXPECT_EQ(reply.code(), code) << reply.text;
}

// Up to the cap and no further; what is cancelled may be bought again.
void Shopper::buy_under_a_cap() {
  const auto goods = shop_.put_on_sale(kUnits);
  memory_.on_sale(goods.sku, kUnits);
  const auto supplier = supplier_of(goods);
  PurchaseCapBody cap;
  cap.sku_id = goods.sku;
  cap.unpaid_max = 2;
  cap.buyer_max = 3;
  cap.period_days = 7;
  cap.reason = "新货不多";
  const auto set = post("/v1/purchase-caps", supplier, json::print(cap));
  ASSERT_EQ(set.status, 201) << set.text;
  const auto buyer = somebody(auth::Role::consumer);
  const auto first = buy(goods, buyer, 2);
  ASSERT_TRUE(first);
  expect_refused(goods, buyer, 1, "purchase_cap_exceeded");
  cancel(*first);
  const auto second = buy(goods, buyer, 2);
  ASSERT_TRUE(second);
  pay(Turn::give_back, *second);
  const auto third = buy(goods, buyer, 1);
  ASSERT_TRUE(third) << "what is paid is not held";
  expect_refused(goods, buyer, 1, "purchase_cap_exceeded");
  act_once("/v1/purchase-caps/" + goods.sku.str() + "/end", supplier, reason("货源充足"), "purchase_cap_not_found");
  cancel(*third);
}

// The goods do not come: the supplier says so, or the buyer does not wait any longer.
void Shopper::sell_ahead() {
  const auto goods = shop_.put_on_sale(0);
  memory_.on_sale(goods.sku, kUnits);
  const auto supplier = supplier_of(goods);
  PresaleBody body;
  body.sku_id = goods.sku;
  body.allotment = kUnits;
  body.ends_at = shop_.clock.now() + hours(1);
  body.ships_from = add_days(china_date(body.ends_at), 5);
  body.ships_by = add_days(body.ships_from, 5);
  const auto opened = post("/v1/presales", supplier, json::print(body));
  ASSERT_EQ(opened.status, 201) << opened.text;
  const auto id = text_of(opened.body, "presale_id"), path = "/v1/presales/" + id;
  const auto waiting = buy(goods, somebody(auth::Role::consumer), 3);
  const auto paid = buy(goods, somebody(auth::Role::consumer), 2);
  ASSERT_TRUE(waiting && paid);
  const auto asked = post("/v1/payments", paid->buyer, json::print(PaymentBody{paid->group, paid->channel}));
  ASSERT_EQ(asked.status, 201) << asked.text;
  pay_by_phone(*paid, asked.body);
  const auto refunded = [this, paid] {
    shop_.retry_refunds();
    tell_of_refunds();
  };
  memory_.ended(paid->order);
  if (random_.below(2) == 0) {
    memory_.ended(waiting->order);
    act(path + "/withdraw", supplier, reason("遭了雹灾"));
    expect_later({*waiting, "cancelled", [] {}, [] {}});
    expect_later({*paid, "refunded", refunded, [] {}});
    return;
  }
  const json::Object later{{"ships_by", to_string(add_days(body.ships_by, 9))}, {"reason", "雨水多"}};
  act_once(path + "/put-off", supplier, json::to_text(later), "invalid_request");
  const auto left = post(order_path(*paid) + "/leave-presale", paid->buyer, "");
  EXPECT_EQ(left.status, 200) << left.text;
  expect_later({*paid, "refunded", refunded, [] {}});
  cancel(*waiting);
  shop_.end_presale(*PresaleId::parse(id));
}

// Nobody buys out of turn; whoever is let in does.
void Shopper::stand_in_line() {
  const auto goods = shop_.put_on_sale(kUnits);
  memory_.on_sale(goods.sku, kUnits);
  const auto supplier = supplier_of(goods);
  RushBody body;
  body.sku_id = goods.sku;
  body.starts_at = shop_.clock.now() + hours(1);
  body.ends_at = shop_.clock.now() + hours(2);
  body.admitted_per_minute = 60'000;
  body.window_seconds = 3600;
  const auto announced = post("/v1/rushes", supplier, json::print(body));
  ASSERT_EQ(announced.status, 201) << announced.text;
  const auto path = "/v1/rushes/" + text_of(announced.body, "rush_id");
  const auto rush = *RushId::parse(text_of(announced.body, "rush_id"));
  shop_.open_line(rush);
  const auto buyer = somebody(auth::Role::consumer);
  const auto joined = post(path + "/tickets", buyer, "");
  ASSERT_EQ(joined.status, 201) << joined.text;
  expect_refused(goods, buyer, 1, "rush_not_started");
  shop_.start_rush(rush);
  const auto ticket = *RushTicketId::parse(text_of(joined.body, "rush_ticket_id"));
  ASSERT_TRUE(shop_.await_admission(ticket));
  expect_refused(goods, somebody(auth::Role::consumer), 1, "rush_ticket_required");
  const auto bought = buy(goods, buyer, 2, ticket);
  ASSERT_TRUE(bought);
  cancel(*bought);
  const auto again = buy(goods, buyer, 1, ticket);
  ASSERT_TRUE(again) << "within its window";
  cancel(*again);
  if (random_.below(2) == 0) {
    act_once(path + "/cancel", supplier, reason("货没到"), "rush_over");
  } else {
    shop_.end_rush(rush);
  }
}

}  // namespace shanhai::orders
