#include "tests/crash/orders/shopper.hpp"

#include <gtest/gtest.h>

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostExpected = 6;
constexpr std::chrono::seconds kPatience(60);

std::string reason(const char* text) { return json::to_text(json::Object{{"reason", text}}); }

std::string text_of(const json::Value& document, const char* member) {
  return std::string(document.at(member).as_string());
}

}  // namespace

auth::Principal Shopper::somebody(auth::Role role, std::optional<OrganisationId> organisation) {
  auth::Principal out;
  out.account = AccountId::make(shop_.clock, random_);
  out.role = role;
  out.organisation = organisation;
  return out;
}

Reply Shopper::post(const std::string& path, const auth::Principal& caller, std::string body) {
  return line_.send({http::Method::post, path, caller, random_.token(12), std::move(body)});
}

// Such a request may have happened although nobody answered: then its repetition finds the state already there.
void Shopper::act(const std::string& path, const auth::Principal& caller, std::string body) {
  const auto reply = line_.send({http::Method::post, path, caller, {}, std::move(body)});
  const bool happened_before = reply.repeated && reply.status == 409 && reply.code().ends_with("_state");
  EXPECT_TRUE(reply.status == 200 || happened_before) << path << ": " << reply.text;
}

void Shopper::expect_state(const Purchase& purchase, std::initializer_list<std::string_view> states) {
  const auto reply = line_.get(order_path(purchase), purchase.buyer);
  ASSERT_EQ(reply.status, 200) << "an acknowledged order is not there: " << reply.text;
  const auto state = text_of(reply.body, "state");
  EXPECT_NE(std::find(states.begin(), states.end(), state), states.end())
      << purchase.order.str() << " is " << state << ", expected " << *states.begin();
}

void Shopper::look_for_one() {
  if (expected_.empty()) return;
  auto next = std::move(expected_.front());
  expected_.pop_front();
  const auto reply = line_.get(order_path(next.purchase), next.purchase.buyer);
  if (reply.status == 200 && reply.body.at("state").as_string() == next.state) return next.then();
  next.hurry();
  expected_.push_back(std::move(next));
}

void Shopper::settle() {
  take(Turn::pay_by_bank, shop_.goods.back());  // and gives back: one of each there is in any case
  import_bill();
  buy_under_a_cap();
  sell_ahead();
  stand_in_line();
  const auto give_up_at = std::chrono::steady_clock::now() + kPatience;
  while (!expected_.empty() && std::chrono::steady_clock::now() < give_up_at) look_for_one();
  for (const auto& missing : expected_) {
    ADD_FAILURE() << missing.purchase.order.str() << " does not become " << missing.state;
  }
}

void Shopper::shop() {
  look_for_one();
  if (expected_.size() < kMostExpected)
    take(memory_.wanted(random_).value_or(any_turn()), shop_.goods[random_.below(shop_.goods.size())]);
}

Turn Shopper::any_turn() {
  constexpr Turn kTurns[] = {
      Turn::abandon,       Turn::cancel,        Turn::pay_and_cancel,  Turn::let_expire, Turn::pay_late,
      Turn::pay_unheard,   Turn::pay_by_bank,   Turn::decline,         Turn::decline,    Turn::complete,
      Turn::complete,      Turn::let_time_pass, Turn::give_back,       Turn::give_back,  Turn::give_back,
      Turn::give_back,     Turn::give_back,     Turn::give_back,       Turn::give_back,  Turn::give_back,
      Turn::correct_stock, Turn::import_bill,   Turn::buy_under_a_cap, Turn::sell_ahead, Turn::stand_in_line};
  return kTurns[random_.below(std::size(kTurns))];
}

void Shopper::take(Turn turn, const Goods& goods) {
  if (turn == Turn::correct_stock) return correct_stock();
  if (turn == Turn::import_bill) return import_bill();
  if (turn == Turn::buy_under_a_cap) return buy_under_a_cap();
  if (turn == Turn::sell_ahead) return sell_ahead();
  if (turn == Turn::stand_in_line) return stand_in_line();
  const bool by_phone =
      turn == Turn::abandon || turn == Turn::pay_and_cancel || turn == Turn::pay_late || turn == Turn::pay_unheard;
  const bool by_bank = turn == Turn::pay_by_bank || (!by_phone && random_.below(4) == 0);
  const auto purchase = place(goods, by_bank);
  if (!purchase) return;
  switch (turn) {
    case Turn::abandon:
      return abandon(*purchase);
    case Turn::cancel:
      return cancel(*purchase);
    case Turn::pay_and_cancel:
      return pay_and_cancel(*purchase);
    case Turn::let_expire:
      return let_expire(*purchase, [] {});
    case Turn::pay_late:
      return pay_late(*purchase);
    default:
      return pay(turn, *purchase);
  }
}

void Shopper::go_on(Turn turn, const Purchase& purchase) {
  switch (turn) {
    case Turn::decline:
      return decline(purchase);
    case Turn::let_time_pass:
      return let_time_pass(purchase);
    case Turn::complete:
      fulfil(purchase);
      return complete(purchase);
    default:
      fulfil(purchase);
      return give_back(purchase, random_.below(2) == 0);
  }
}

// nullopt: sold out.
std::optional<Shopper::Purchase> Shopper::place(const Goods& goods, bool by_bank) {
  const auto channel = by_bank ? PaymentChannel::bank_transfer : PaymentChannel::wechat_pay;
  const auto buyer = by_bank ? somebody(auth::Role::buyer_unit, OrganisationId::make(shop_.clock, random_))
                             : somebody(auth::Role::consumer);
  const auto body = checkout_of(goods, static_cast<std::int64_t>(1 + random_.below(3)), channel);
  const auto reply = post("/v1/checkouts", buyer, json::print(body));
  if (reply.code() == "insufficient_stock") return std::nullopt;
  return placed(goods, buyer, channel, reply);
}

CheckoutBody Shopper::checkout_of(const Goods& goods, std::int64_t units, PaymentChannel channel) {
  CheckoutBody out;
  CheckoutDelivery delivery;
  delivery.recipient = identity::DeliveryAddress{"陈小明", "13800138000", "440605", "桂城街道南海大道北1号"};
  delivery.lines = {{goods.sku, units, 1}};
  out.deliveries = {delivery};
  out.payment_channel = channel;
  return out;
}

std::optional<Shopper::Purchase> Shopper::placed(const Goods& goods, const auth::Principal& buyer,
                                                 PaymentChannel channel, const Reply& reply) {
  if (reply.status != 201) {
    ADD_FAILURE() << "checkout: " << reply.text;
    return std::nullopt;
  }
  const auto receipt = json::read<CheckoutReceipt>(reply.body).value();
  Purchase out;
  out.channel = channel;
  out.buyer = buyer;
  out.supplier = supplier_of(goods);
  out.group = receipt.order_group_id;
  out.order = receipt.orders.at(0).order_id;
  out.sku = goods.sku;
  out.total = receipt.total;
  return out;
}

// With a payment that nobody pays: the channel is told to take no money for it.
void Shopper::abandon(const Purchase& purchase) {
  const auto asked = post("/v1/payments", purchase.buyer, json::print(PaymentBody{purchase.group, purchase.channel}));
  EXPECT_EQ(asked.status, 201) << asked.text;
  cancel(purchase);
}

void Shopper::cancel(const Purchase& purchase) {
  act(order_path(purchase) + "/cancel", purchase.buyer, reason("不要了"));
  expect_state(purchase, {"cancelled"});
  memory_.ended(purchase.order);
}

// The phone pays, the order is cancelled before anybody hears of it: the money goes back by itself.
void Shopper::pay_and_cancel(const Purchase& purchase) {
  const auto asked = post("/v1/payments", purchase.buyer, json::print(PaymentBody{purchase.group, purchase.channel}));
  ASSERT_EQ(asked.status, 201) << asked.text;
  const auto number = text_of(asked.body, "payment_id");
  shop_.wechat_pay.pay(number);
  cancel(purchase);
  const auto taken = line_.send(shop_.wechat_pay.payment_notice(number));
  EXPECT_EQ(taken.status, 204) << taken.text;
  tell_of_refunds();
}

void Shopper::let_expire(const Purchase& purchase, std::function<void()> then) {
  shop_.run_out_of_time(purchase.group);
  expect_later({purchase, "cancelled", [] {},
                [this, purchase, then = std::move(then)] {
                  memory_.ended(purchase.order);
                  then();
                }});
}

// Brings the order back where the goods are still there; else the money goes back.
void Shopper::pay_late(const Purchase& purchase) {
  const auto asked = post("/v1/payments", purchase.buyer, json::print(PaymentBody{purchase.group, purchase.channel}));
  ASSERT_EQ(asked.status, 201) << asked.text;
  const auto number = text_of(asked.body, "payment_id");
  shop_.wechat_pay.pay(number);
  let_expire(purchase, [this, number] {
    const auto taken = line_.send(shop_.wechat_pay.payment_notice(number));
    EXPECT_EQ(taken.status, 204) << taken.text;
    tell_of_refunds();
  });
}

void Shopper::complete(const Purchase& purchase) {
  shop_.end_return_window(purchase.order);
  expect_later({purchase, "completed", [] {},
                [this, purchase] {
                  if (memory_.begins_to_settle(*purchase.supplier.organisation)) register_account(purchase);
                  pay_out(purchase);
                }});
}

void Shopper::pay(Turn turn, const Purchase& purchase) {
  const auto asked = post("/v1/payments", purchase.buyer, json::print(PaymentBody{purchase.group, purchase.channel}));
  ASSERT_EQ(asked.status, 201) << asked.text;
  if (turn == Turn::pay_unheard) return pay_unheard(purchase, asked.body);
  purchase.channel == PaymentChannel::bank_transfer ? pay_by_bank(purchase, asked.body)
                                                    : pay_by_phone(purchase, asked.body);
  go_on(turn, purchase);
}

// The callback comes once or twice.
void Shopper::pay_by_phone(const Purchase& purchase, const json::Value& payment) {
  const auto number = text_of(payment, "payment_id");
  shop_.wechat_pay.pay(number);
  for (auto callbacks = random_.below(8) == 0 ? 2 : 1; callbacks > 0; --callbacks) {
    const auto taken = line_.send(shop_.wechat_pay.payment_notice(number));
    EXPECT_EQ(taken.status, 204) << taken.text;
  }
  expect_state(purchase, {"paid"});
}

void Shopper::pay_unheard(const Purchase& purchase, const json::Value& payment) {
  const auto id = *PaymentId::parse(text_of(payment, "payment_id"));
  shop_.wechat_pay.pay(id.str());
  const auto ask = [this, id] { shop_.ask_the_channel(id); };
  ask();
  expect_later({purchase, "paid", ask, [this, purchase] { go_on(Turn::give_back, purchase); }});
}

void Shopper::pay_by_bank(const Purchase& purchase, const json::Value& payment) {
  const auto code = text_of(payment.at("bank_transfer"), "reference_code");
  const auto csv = "booked_on,amount_fen,reference,payer_name,entry_number\n" +
                   to_string(china_date(shop_.clock.now())) + ',' + std::to_string(purchase.total.fen()) + ',' + code +
                   ",某工会," + random_.digits(12) + '\n';
  const auto operator_ = somebody(auth::Role::platform_operator, OrganisationId::make(shop_.clock, random_));
  const auto imported =
      line_.send({http::Method::post, "/v1/bank-statements", operator_, random_.token(12), csv, "text/csv"});
  ASSERT_EQ(imported.status, 201) << imported.text;
  EXPECT_EQ(imported.body.at("matched").as_array().size(), 1U) << imported.text;
  memory_.paid_by_bank(purchase.total);
  expect_state(purchase, {"paid"});
}

void Shopper::decline(const Purchase& purchase) {
  const auto declined = post(order_path(purchase) + "/decline", purchase.supplier, reason("雨季无货"));
  EXPECT_EQ(declined.status, 200) << declined.text;
  memory_.ended(purchase.order);
  tell_of_refunds();
}

void Shopper::pack_and_ship(const Purchase& purchase) {
  const auto packed = post(order_path(purchase) + "/pack", purchase.supplier, "{}");
  ASSERT_EQ(packed.status, 200) << packed.text;
  ShipBody ship;
  for (const auto& parcel : packed.body.at("parcels").as_array()) {
    ship.parcels.push_back({*ParcelId::parse(text_of(parcel, "parcel_id")), "顺丰速运", "SF1"});
  }
  const auto shipped = post(order_path(purchase) + "/ship", purchase.supplier, json::print(ship));
  ASSERT_EQ(shipped.status, 200) << shipped.text;
}

void Shopper::fulfil(const Purchase& purchase) {
  pack_and_ship(purchase);
  act(order_path(purchase) + "/deliver", purchase.supplier, "{}");
  act(order_path(purchase) + "/accept", purchase.buyer, "{}");
  expect_state(purchase, {"accepted"});
}

void Shopper::let_time_pass(const Purchase& purchase) {
  pack_and_ship(purchase);
  shop_.long_since_shipped(purchase.order);
  expect_later({purchase, "delivered", [] {},
                [this, purchase] {
                  shop_.long_since_delivered(purchase.order);
                  expect_later({purchase, "accepted", [] {}, [this, purchase] { complete(purchase); }});
                }});
}

void Shopper::give_back(const Purchase& purchase, bool restock) {
  const auto order = line_.get(order_path(purchase), purchase.buyer);
  const auto line = *OrderLineId::parse(text_of(order.body.at("lines").at(0), "line_id"));
  const bool with_reason = random_.below(2) == 0;  // then the supplier is asked
  const json::Object body{{"order_id", purchase.order.str()},
                          {"lines", json::Array{json::Object{{"line_id", line.str()}, {"quantity", 1}}}},
                          {"kind", with_reason ? "quality" : "no_reason"},
                          {"reason", with_reason ? "包装破损" : "买多了"}};
  const auto asked = post("/v1/returns", purchase.buyer, json::to_text(body));
  ASSERT_EQ(asked.status, 201) << asked.text;
  const auto path = "/v1/returns/" + text_of(asked.body, "return_id");
  if (with_reason) act(path + "/approve", purchase.supplier, reason("同意"));
  const auto received = post(path + "/receive", purchase.supplier, json::to_text(json::Object{{"restock", restock}}));
  EXPECT_EQ(received.status, 200) << received.text;
  if (restock) memory_.restocked(purchase.sku, 1);
  tell_of_refunds();
}

void Shopper::tell_of_refunds() {
  for (const auto& notice : shop_.wechat_pay.take_refund_notices()) {
    const auto taken = line_.send(notice);
    EXPECT_EQ(taken.status, 204) << taken.text;
  }
}

}  // namespace shanhai::orders
