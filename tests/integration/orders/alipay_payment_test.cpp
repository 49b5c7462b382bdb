// Money that comes through Alipay and goes back through it: its notifications over HTTP, and the loops that ask.
#include "tests/integration/orders/over_http.hpp"

#include "services/orders/notation.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class AlipayPaymentTest : public OverHttp {
 protected:
  AlipayPaymentTest() {
    stock(tea, 10);
    receipt = placed(who, {{&tea, 2}});
    payment = open_payment(who, receipt.order_group_id, PaymentChannel::alipay);
  }
  alipay::Parameters notice(const std::string& status = "TRADE_SUCCESS") {
    return {{"app_id", app.id},
            {"seller_id", app.seller_id},
            {"out_trade_no", payment.payment_id.str()},
            {"trade_no", "2026112322001400000000000001"},
            {"trade_status", status},
            {"total_amount", to_yuan(payment.amount)},
            {"gmt_payment", "2026-11-23 16:30:00"},
            {"notify_time", "2026-11-23 16:30:02"},
            {"subject", "山海助农订单"}};
  }
  Answer tell(alipay::Parameters what) {
    alipay::sign_notice(platform_key, what);
    return post_form(alipay::print_form(what));
  }
  Answer post_form(const std::string& form) {
    return send(http::Method::post, "/v1/payments/alipay/notifications", {}, form,
                "application/x-www-form-urlencoded; charset=utf-8");
  }
  OrderState state() { return order(who, receipt.orders[0].order_id).state; }

  Product tea = publish({});
  auth::Principal who = consumer();
  CheckoutReceipt receipt;
  PaymentView payment;
};

TEST_F(AlipayPaymentTest, ShowsACodeAndIsPaidOnceHoweverOftenItIsTold) {
  EXPECT_EQ(payment.alipay->code_url, "weixin://" + payment.payment_id.str());
  EXPECT_FALSE(payment.wechat_pay);
  EXPECT_EQ(payment.missing, receipt.total);
  for (int i = 0; i < 3; ++i) {
    const auto taken = tell(notice());
    EXPECT_EQ(taken.status, 200) << taken.text;
    EXPECT_EQ(taken.text, "success");
  }
  EXPECT_EQ(tell(notice("TRADE_FINISHED")).text, "success");  // three months later
  EXPECT_EQ(state(), OrderState::paid);
  EXPECT_EQ(balance(Account::alipay_receivable), receipt.total);
  EXPECT_EQ(balance(Account::channel_receivable), Money());
  EXPECT_EQ(events(kOrderPaid).size(), 1U);
  EXPECT_EQ(run(parts.payments.payment(who, payment.payment_id)).value().missing, Money());
}

TEST_F(AlipayPaymentTest, NotificationsAtOnceBookOnce) {
  auto told = notice();
  alipay::sign_notice(platform_key, told);
  const auto form = alipay::print_form(told);
  std::vector<std::thread> threads;
  std::atomic<int> taken{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      if (run(alipay_callbacks.take(form)).has_value()) ++taken;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken, 4);
  EXPECT_EQ(events(kOrderPaid).size(), 1U);
}

TEST_F(AlipayPaymentTest, RefusesWhatIsForgedOrNotOurs) {
  const auto with = [&](const char* name, const std::string& value) {
    auto out = notice();
    out[name] = value;
    return out;
  };
  struct Row {
    alipay::Parameters told;
    int status;
    const char* text;
  };
  const Row rows[] = {{with("app_id", "2021000000000002"), 422, "fail payment_not_ours"},
                      {with("seller_id", "2088000000000002"), 422, "fail payment_not_ours"},
                      {with("total_amount", "115.99"), 422, "fail amount_mismatch"},
                      {with("total_amount", "116.01"), 422, "fail amount_mismatch"},
                      {with("total_amount", "116.000"), 422, "fail payment_malformed"},
                      {with("out_trade_no", "pay_unknown"), 404, "fail payment_not_found"},
                      {with("trade_no", ""), 422, "fail payment_malformed"}};
  for (const auto& row : rows) {
    const auto refused = tell(row.told);
    EXPECT_EQ(refused.status, row.status);
    EXPECT_EQ(refused.text, row.text);
  }
  auto forged = notice();
  alipay::sign_notice(platform_key, forged);
  forged["gmt_payment"] = "2026-11-23 16:30:01";
  EXPECT_EQ(post_form(alipay::print_form(forged)).status, 401);
  EXPECT_EQ(post_form("a=1&a=1").text, "fail notice_malformed");
  EXPECT_EQ(tell(notice("WAIT_BUYER_PAY")).text, "success");  // taken, and nothing follows
  EXPECT_EQ(tell(notice("TRADE_CLOSED")).text, "success");
  EXPECT_EQ(state(), OrderState::placed);
  EXPECT_EQ(balance(Account::alipay_receivable), Money());
}

// One channel's number and transaction are not the other's.
TEST_F(AlipayPaymentTest, AWechatPaymentIsNotAlipaysToTell) {
  const auto other = placed(who, {{&tea, 1}});
  const auto by_wechat = open_payment(who, other.order_group_id);
  auto told = notice();
  told["out_trade_no"] = by_wechat.payment_id.str();
  told["total_amount"] = to_yuan(by_wechat.amount);
  EXPECT_EQ(tell(told).text, "fail payment_not_found");
  EXPECT_EQ(order(who, other.orders[0].order_id).state, OrderState::placed);
}

TEST_F(AlipayPaymentTest, TheBuyerMayChangeTheChannel) {
  const auto second = open_payment(who, receipt.order_group_id, PaymentChannel::wechat_pay);
  EXPECT_NE(second.payment_id, payment.payment_id);
  EXPECT_EQ(run(parts.payments.payment(who, payment.payment_id)).value().state, PaymentState::closed);
  run(parts.payments.check_due());
  EXPECT_EQ(alipay_channel.closings, std::vector<std::string>{payment.payment_id.str()});
  EXPECT_TRUE(channel.closings.empty());
  // Both are paid all the same: what the orders do not take goes back by itself, the way it came.
  ASSERT_EQ(receive(second.payment_id.str(), receipt.total)->paid, true);
  EXPECT_EQ(tell(notice()).text, "success");
  run(parts.refunds.run_due());
  EXPECT_TRUE(channel.refunds.empty());
  ASSERT_EQ(alipay_channel.refunds.size(), 1U);
  EXPECT_EQ(alipay_channel.refunds.begin()->second.amount, receipt.total);
  EXPECT_EQ(balance(Account::alipay_receivable), Money());
  EXPECT_EQ(balance(Account::channel_receivable), receipt.total);
}

// Before the buyer scans there is no trade at Alipay, and nothing can be closed: the code is watched until it expires.
TEST_F(AlipayPaymentTest, ACodeThatNobodyScannedIsWatchedUntilItExpires) {
  alipay_channel.opened.clear();
  open_payment(who, receipt.order_group_id, PaymentChannel::wechat_pay);
  run(parts.payments.check_due());
  EXPECT_EQ(alipay_channel.asked.size(), 1U);
  db.clock.advance(minutes(10));
  run(parts.payments.check_due());
  EXPECT_EQ(alipay_channel.asked.size(), 2U);
  db.clock.advance(hours(1));
  run(parts.payments.check_due());
  db.clock.advance(hours(24));
  const auto asked = alipay_channel.asked.size();
  run(parts.payments.check_due());
  EXPECT_EQ(alipay_channel.asked.size(), asked);
}

TEST_F(AlipayPaymentTest, AskingFindsALostNotification) {
  alipay_channel.pay(payment.payment_id.str(), db.clock.now());
  db.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(run(parts.payments.check_due()), 1);
  EXPECT_EQ(state(), OrderState::paid);
  EXPECT_TRUE(channel.asked.empty());
}

TEST_F(AlipayPaymentTest, RefundsGoBackTheWayTheyCame) {
  ASSERT_EQ(tell(notice()).status, 200);
  const auto command = by(seller(tea.supplier));
  run(parts.refunds.decline(command, receipt.orders[0].order_id, "无货", key())).value();
  alipay_channel.refunds_at_once = false;
  EXPECT_EQ(run(parts.refunds.run_due()), 1);
  EXPECT_EQ(state(), OrderState::paid);
  alipay_channel.finish_refunds = true;
  db.clock.advance(minutes(10));
  run(parts.refunds.run_due());
  EXPECT_EQ(state(), OrderState::refunded);
  EXPECT_EQ(alipay_channel.refund_calls, 1);
  EXPECT_TRUE(channel.refunds.empty());
  EXPECT_EQ(balance(Account::alipay_receivable), Money());
  // WeChat Pay can't say that it paid it.
  const auto number = alipay_channel.refunds.begin()->first;
  EXPECT_EQ(run(parts.refunds.complete(PaymentChannel::wechat_pay, number, "50", receipt.total)).error().code,
            "refund_not_found");
}

TEST_F(AlipayPaymentTest, WithoutSettingsItIsNotOffered) {
  Payments unconfigured(context, {&channel, nullptr}, {});
  const auto command = by(who);
  EXPECT_EQ(run(unconfigured.open(command, {receipt.order_group_id, PaymentChannel::alipay}, key())).error().code,
            "channel_not_configured");
}

}  // namespace
}  // namespace shanhai::orders
