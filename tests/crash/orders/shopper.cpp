#include "tests/crash/orders/shopper.hpp"

#include <gtest/gtest.h>

namespace shanhai::orders {
namespace {

std::string reason(const char* text) { return json::to_text(json::Object{{"reason", text}}); }

std::string text_of(const json::Value& document, const char* member) {
  return std::string(document.at(member).as_string());
}

}  // namespace

void Memory::ended(OrderId order) {
  const std::lock_guard lock(mutex_);
  claims_.ended.insert(order);
}

void Memory::restocked(SkuId sku, std::int64_t units) {
  const std::lock_guard lock(mutex_);
  claims_.restocked[sku] += units;
}

void Memory::paid_by_bank(Money amount) {
  const std::lock_guard lock(mutex_);
  claims_.paid = claims_.paid.value_or(Money()) + amount;
}

bool Memory::begins_to_settle(OrganisationId supplier) {
  const std::lock_guard lock(mutex_);
  return settled_.insert(supplier).second;
}

fixture::OrderClaims Memory::claims() {
  const std::lock_guard lock(mutex_);
  return claims_;
}

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

// A process that dies on its way there leaves the next one to wait for its time: `hurry` is called again and again.
void Shopper::await_state(const Purchase& purchase, std::string_view state, const std::function<void()>& hurry) {
  const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < give_up_at) {
    const auto reply = line_.get(order_path(purchase), purchase.buyer);
    if (reply.status == 200 && reply.body.at("state").as_string() == state) return;
    hurry();
  }
  ADD_FAILURE() << purchase.order.str() << " does not become " << state;
}

void Shopper::shop() {
  const auto purchase = place(shop_.goods[random_.below(shop_.goods.size())]);
  if (!purchase) return;
  const bool by_phone = purchase->channel == PaymentChannel::wechat_pay;
  switch (random_.below(10)) {
    case 0:
      return random_.below(2) == 0 ? abandon(*purchase) : cancel(*purchase);
    case 1:
      return by_phone ? pay_and_cancel(*purchase) : cancel(*purchase);
    case 2:
      return let_expire(*purchase);
    case 3:
      return by_phone ? pay_late(*purchase) : let_expire(*purchase);
    default:
      pay(*purchase);
  }
  switch (random_.below(6)) {
    case 0:
      return decline(*purchase);
    case 1:
      fulfil(*purchase);
      return complete(*purchase);
    default:
      fulfil(*purchase);
      give_back(*purchase, random_.below(2) == 0);
  }
}

// nullopt: sold out.
std::optional<Shopper::Purchase> Shopper::place(const Goods& goods) {
  Purchase out;
  const bool by_bank = random_.below(4) == 0;
  out.channel = by_bank ? PaymentChannel::bank_transfer : PaymentChannel::wechat_pay;
  out.buyer = by_bank ? somebody(auth::Role::buyer_unit, OrganisationId::make(shop_.clock, random_))
                      : somebody(auth::Role::consumer);
  out.supplier = somebody(auth::Role::supplier, goods.supplier);
  out.supplier.administrator = true;
  CheckoutBody body;
  CheckoutDelivery delivery;
  delivery.recipient = identity::DeliveryAddress{"陈小明", "13800138000", "440605", "桂城街道南海大道北1号"};
  delivery.lines = {{goods.sku, static_cast<std::int64_t>(1 + random_.below(3)), 1}};
  body.deliveries = {delivery};
  body.payment_channel = out.channel;
  const auto reply = post("/v1/checkouts", out.buyer, json::print(body));
  if (reply.code() == "insufficient_stock") return std::nullopt;
  if (reply.status != 201) {
    ADD_FAILURE() << "checkout: " << reply.text;
    return std::nullopt;
  }
  const auto receipt = json::read<CheckoutReceipt>(reply.body).value();
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

void Shopper::let_expire(const Purchase& purchase) {
  shop_.run_out_of_time(purchase.group);
  await_state(purchase, "cancelled", [] { std::this_thread::yield(); });
  memory_.ended(purchase.order);
}

// Brings the order back where the goods are still there; else the money goes back.
void Shopper::pay_late(const Purchase& purchase) {
  const auto asked = post("/v1/payments", purchase.buyer, json::print(PaymentBody{purchase.group, purchase.channel}));
  ASSERT_EQ(asked.status, 201) << asked.text;
  const auto number = text_of(asked.body, "payment_id");
  shop_.wechat_pay.pay(number);
  let_expire(purchase);
  const auto taken = line_.send(shop_.wechat_pay.payment_notice(number));
  EXPECT_EQ(taken.status, 204) << taken.text;
  tell_of_refunds();
}

void Shopper::complete(const Purchase& purchase) {
  shop_.end_return_window(purchase.order);
  await_state(purchase, "completed", [] { std::this_thread::yield(); });
  if (memory_.begins_to_settle(*purchase.supplier.organisation)) register_account(purchase);
  pay_out(purchase);
}

void Shopper::register_account(const Purchase& purchase) {
  const json::Object account{
      {"holder", "昭觉县合作社"}, {"account_number", "6222020000000000001"}, {"bank", "中国农业银行"}};
  const auto added = post("/v1/settlement/payout-accounts", purchase.supplier, json::to_text(account));
  ASSERT_EQ(added.status, 201) << added.text;
  const auto cashier = somebody(auth::Role::platform_operator, OrganisationId::make(shop_.clock, random_));
  act("/v1/settlement/payout-accounts/" + text_of(added.body, "payout_account_id") + "/approve", cashier,
      reason("核对无误"));
}

// What is payable to the supplier is paid, or the bank sends it back. Another shopper may have been faster.
void Shopper::pay_out(const Purchase& purchase) {
  const auto cashier = somebody(auth::Role::platform_operator, OrganisationId::make(shop_.clock, random_));
  const json::Object body{{"supplier_ids", json::Array{json::Value(purchase.supplier.organisation->str())}}};
  const auto made = post("/v1/settlement/payout-batches", cashier, json::to_text(body));
  if (made.code() == "nothing_to_pay_out") return;
  ASSERT_EQ(made.status, 201) << made.text;
  const auto path = "/v1/settlement/payout-batches/" + text_of(made.body, "payout_batch_id");
  act(path + "/export", cashier, "");
  const auto batch = line_.get(path, cashier);
  ASSERT_EQ(batch.status, 200) << batch.text;
  for (const auto& payout : batch.body.at("items").as_array()) {
    const auto of = "/v1/settlement/payouts/" + text_of(payout, "payout_id");
    const auto ended =
        random_.below(3) == 0
            ? post(of + "/fail", cashier, json::to_text(json::Object{{"failure", "bank_rejected"}}))
            : post(of + "/confirm", cashier, json::to_text(json::Object{{"bank_reference", "B" + random_.digits(16)}}));
    EXPECT_EQ(ended.status, 200) << ended.text;
  }
}

void Shopper::pay(const Purchase& purchase) {
  const auto asked = post("/v1/payments", purchase.buyer, json::print(PaymentBody{purchase.group, purchase.channel}));
  ASSERT_EQ(asked.status, 201) << asked.text;
  purchase.channel == PaymentChannel::bank_transfer ? pay_by_bank(purchase, asked.body)
                                                    : pay_by_phone(purchase, asked.body);
}

// The callback comes once, twice, or not at all: then asking finds the payment.
void Shopper::pay_by_phone(const Purchase& purchase, const json::Value& payment) {
  const auto number = text_of(payment, "payment_id");
  shop_.wechat_pay.pay(number);
  const auto callbacks = random_.below(8);
  if (callbacks == 0) {
    const auto id = *PaymentId::parse(number);
    return await_state(purchase, "paid", [&] { shop_.ask_the_channel(id); });
  }
  for (std::uint64_t i = 0; i < (callbacks == 1 ? 2 : 1); ++i) {
    const auto taken = line_.send(shop_.wechat_pay.payment_notice(number));
    EXPECT_EQ(taken.status, 204) << taken.text;
  }
  expect_state(purchase, {"paid"});
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

void Shopper::fulfil(const Purchase& purchase) {
  const auto packed = post(order_path(purchase) + "/pack", purchase.supplier, "{}");
  ASSERT_EQ(packed.status, 200) << packed.text;
  ShipBody ship;
  for (const auto& parcel : packed.body.at("parcels").as_array()) {
    ship.parcels.push_back({*ParcelId::parse(text_of(parcel, "parcel_id")), "顺丰速运", "SF1"});
  }
  const auto shipped = post(order_path(purchase) + "/ship", purchase.supplier, json::print(ship));
  ASSERT_EQ(shipped.status, 200) << shipped.text;
  act(order_path(purchase) + "/deliver", purchase.supplier, "{}");
  act(order_path(purchase) + "/accept", purchase.buyer, "{}");
  expect_state(purchase, {"accepted"});
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
