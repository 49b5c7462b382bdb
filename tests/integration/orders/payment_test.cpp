// Money coming in: exactly once, whatever is repeated, reordered, late, too much or too little.
#include "common/base/encoding.hpp"
#include "services/orders/payment/store.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class PaymentTest : public World {
 protected:
  PaymentTest() {
    stock(tea, 10);
    stock(honey, 10, "L2");
  }
  OrderState state(OrderId id) { return order(platform(), id).state; }

  Product tea = publish({});
  Product honey = publish({});
  auth::Principal who = consumer();
};

TEST_F(PaymentTest, PaysEveryOrderOfTheGroup) {
  const auto receipt = placed(who, {{&tea, 2}, {&honey, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  EXPECT_EQ(payment.state, PaymentState::awaiting);
  EXPECT_EQ(payment.amount, receipt.total);
  EXPECT_EQ(payment.wechat_pay->code_url, "weixin://" + payment.payment_id.str());
  EXPECT_EQ(channel.opened.at(payment.payment_id.str()).amount, receipt.total);
  db.clock.advance(minutes(1));
  const auto booked = receive(payment.payment_id.str(), receipt.total).value();
  EXPECT_TRUE(booked.is_new);
  EXPECT_TRUE(booked.paid);
  for (const auto& placed_order : receipt.orders) {
    const auto view = order(who, placed_order.order_id);
    EXPECT_EQ(view.state, OrderState::paid);
    EXPECT_EQ(view.paid, view.total);
    EXPECT_EQ(view.paid_at, db.clock.now());
  }
  EXPECT_EQ(run(parts.payments.payment(who, payment.payment_id)).value().state, PaymentState::paid);
  EXPECT_EQ(events(kOrderPaid).size(), 2U);
  EXPECT_EQ(balance(Account::channel_receivable), receipt.total);
  EXPECT_EQ(balance(Account::order_escrow), -receipt.total);
  EXPECT_EQ(balance(Account::buyer_deposits), Money());
}

TEST_F(PaymentTest, ARepeatedCallbackChangesNothing) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  EXPECT_TRUE(receive(payment.payment_id.str(), receipt.total)->is_new);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(receive(payment.payment_id.str(), receipt.total)->is_new);
  EXPECT_EQ(events(kOrderPaid).size(), 1U);
  EXPECT_EQ(balance(Account::channel_receivable), receipt.total);
}

TEST_F(PaymentTest, CallbacksAtOnceBookOnce) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  std::vector<std::thread> threads;
  std::atomic<int> fresh{0};
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      if (receive(payment.payment_id.str(), receipt.total)->is_new) ++fresh;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(events(kOrderPaid).size(), 1U);
}

TEST_F(PaymentTest, WrongAmountsAndNumbersAreRefused) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  EXPECT_EQ(receive(payment.payment_id.str(), receipt.total + Money(1)).error().code, "amount_mismatch");
  EXPECT_EQ(receive("pay_unknown", receipt.total).error().code, "payment_not_found");
  EXPECT_EQ(state(receipt.orders[0].order_id), OrderState::placed);
  const auto other = placed(who, {{&tea, 1}});
  const auto second = open_payment(who, other.order_group_id);
  receive(payment.payment_id.str(), receipt.total, "T1").value();
  EXPECT_EQ(receive(second.payment_id.str(), other.total, "T1").error().code, "transaction_reused");
  EXPECT_EQ(state(other.orders[0].order_id), OrderState::placed);
}

TEST_F(PaymentTest, TheIntentOutlivesAChannelThatIsAway) {
  const auto receipt = placed(who, {{&tea, 1}});
  channel.away = true;
  const auto same = key("pay");
  const auto command = by(who);
  const PaymentBody wanted{receipt.order_group_id, PaymentChannel::wechat_pay};
  EXPECT_THROW(run(parts.payments.open(command, wanted, same)), Unavailable);
  channel.away = false;
  const auto opened = run(parts.payments.open(command, wanted, same)).value();
  EXPECT_TRUE(opened.replayed);
  EXPECT_EQ(opened.value.state, PaymentState::awaiting);
  EXPECT_TRUE(opened.value.wechat_pay);
  // Another key finds the payment that can still be paid.
  EXPECT_EQ(open_payment(who, receipt.order_group_id).payment_id, opened.value.payment_id);
  EXPECT_EQ(channel.opened.size(), 1U);
}

TEST_F(PaymentTest, CallbackBeforeTheAnswerStillPays) {
  const auto receipt = placed(who, {{&tea, 1}});
  channel.away = true;
  const auto same = key("pay");
  const auto command = by(who);
  const PaymentBody wanted{receipt.order_group_id, PaymentChannel::wechat_pay};
  EXPECT_THROW(run(parts.payments.open(command, wanted, same)), Unavailable);
  PaymentId id;
  db.transaction([&](db::Tx& tx) -> Result<void> {
      id = store::list_payments(tx, receipt.order_group_id).at(0).id;
      return {};
    }).value();
  EXPECT_TRUE(receive(id.str(), receipt.total)->paid);
  channel.away = false;
  EXPECT_EQ(run(parts.payments.open(command, wanted, same)).value().value.state, PaymentState::paid);
  EXPECT_EQ(run(parts.payments.open(command, wanted, key())).error().code, "nothing_to_pay");
}

TEST_F(PaymentTest, SaysWhyNothingIsOpened) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto command = by(who), stranger = by(consumer());
  const auto unknown =
      run(parts.payments.open(stranger, {receipt.order_group_id, PaymentChannel::wechat_pay}, key())).error();
  EXPECT_EQ(unknown.code, "order_group_not_found");
  EXPECT_EQ(unknown.fields.at(0).pointer, "/order_group_id");
  EXPECT_EQ(
      run(parts.payments.open(command, {receipt.order_group_id, PaymentChannel::bank_transfer}, key())).error().code,
      "channel_mismatch");
  db.clock.advance(minutes(30));
  EXPECT_EQ(run(parts.payments.open(command, {receipt.order_group_id, PaymentChannel::wechat_pay}, key())).error().code,
            "payment_overdue");
  Payments unconfigured(context, {}, {});
  EXPECT_EQ(run(unconfigured.open(command, {receipt.order_group_id, PaymentChannel::wechat_pay}, key())).error().code,
            "channel_not_configured");
}

TEST_F(PaymentTest, CertificationIsDecidedByTheInstantOfPayment) {
  certify(tea, db.clock.now() - hours(1), db.clock.now() + minutes(10));
  certify(honey, db.clock.now() + minutes(10), db.clock.now() + hours(1));
  const auto receipt = placed(who, {{&tea, 1}, {&honey, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(minutes(15));
  receive(payment.payment_id.str(), receipt.total).value();
  EXPECT_FALSE(order(who, receipt.orders[0].order_id).lines[0].certified);
  EXPECT_TRUE(order(who, receipt.orders[1].order_id).lines[0].certified);
}

TEST_F(PaymentTest, ARevokedCertificationCountsUntilItWasRevoked) {
  certify(tea, db.clock.now() - hours(1), db.clock.now() + hours(9));
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(minutes(5));
  certify(tea, db.clock.now() - hours(1), db.clock.now() + hours(9), true);
  // The channel says the money came a minute before.
  run(parts.payments.receive(
          {PaymentChannel::wechat_pay, payment.payment_id.str(), "T", receipt.total, db.clock.now() - minutes(1)}))
      .value();
  EXPECT_TRUE(order(who, receipt.orders[0].order_id).lines[0].certified);
}

TEST_F(PaymentTest, UnpaidOrdersExpireAndGiveTheStockBackOnce) {
  const auto receipt = placed(who, {{&tea, 4}});
  open_payment(who, receipt.order_group_id);
  EXPECT_EQ(run(parts.ordering.expire_due()), 0);
  db.clock.advance(minutes(30));
  EXPECT_EQ(run(parts.ordering.expire_due()), 1);
  EXPECT_EQ(run(parts.ordering.expire_due()), 0);
  EXPECT_EQ(stock_of(tea).reserved, 0);
  const auto view = order(who, receipt.orders[0].order_id);
  EXPECT_EQ(view.state, OrderState::cancelled);
  EXPECT_EQ(view.cancel_reason, "expired");
  const auto told = events(kOrderCancelled);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].actor, "system");
  EXPECT_EQ(told[0].reason, "expired");
}

TEST_F(PaymentTest, LateMoneyPlacesTheOrderAgain) {
  const auto receipt = placed(who, {{&tea, 4}});
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(minutes(31));
  run(parts.ordering.expire_due());
  EXPECT_TRUE(receive(payment.payment_id.str(), receipt.total)->paid);
  EXPECT_EQ(stock_of(tea).reserved, 4);
  const auto group = run(parts.ordering.group(who, receipt.order_group_id)).value();
  ASSERT_EQ(group.orders.size(), 2U);
  EXPECT_EQ(group.orders[0].state, OrderState::cancelled);
  EXPECT_EQ(group.orders[1].state, OrderState::paid);
  EXPECT_EQ(group.orders[1].replaces, receipt.orders[0].order_id);
  EXPECT_EQ(group.due, Money());
  EXPECT_EQ(order(who, group.orders[1].order_id).deliveries[0].recipient->recipient.str(), "陈小明");
  EXPECT_EQ(events(kOrderPlaced).size(), 2U);
  EXPECT_TRUE(channel.refunds.empty());
  fulfil(group.orders[1].order_id);
}

TEST_F(PaymentTest, LateMoneyGoesBackWhereTheGoodsAreGone) {
  const auto receipt = placed(who, {{&tea, 10}, {&honey, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(minutes(31));
  run(parts.ordering.expire_due());
  placed(consumer(), {{&tea, 1}});
  EXPECT_TRUE(receive(payment.payment_id.str(), receipt.total)->paid);
  EXPECT_EQ(run(parts.refunds.run_due()), 1);
  ASSERT_EQ(channel.refunds.size(), 1U);
  EXPECT_EQ(channel.refunds.begin()->second.amount, Money(58000));
  EXPECT_EQ(channel.refunds.begin()->second.total, receipt.total);
  EXPECT_EQ(balance(Account::channel_receivable), Money(5800));
  EXPECT_EQ(balance(Account::buyer_deposits), Money());
  EXPECT_EQ(stock_of(honey).reserved, 1);
}

TEST_F(PaymentTest, ACancelledOrderIsPaidBackToo) {
  const auto receipt = placed(who, {{&tea, 1}, {&honey, 2}});
  const auto payment = open_payment(who, receipt.order_group_id);
  const auto command = by(who);
  const auto cancelled = run(parts.ordering.cancel(command, receipt.orders[0].order_id, "买错了")).value();
  EXPECT_EQ(cancelled.state, OrderState::cancelled);
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_EQ(run(parts.ordering.cancel(command, receipt.orders[0].order_id, "又一次")).error().code, "order_state");
  // The old code was paid all the same: the living order is paid, the rest goes back.
  EXPECT_TRUE(receive(payment.payment_id.str(), receipt.total)->paid);
  EXPECT_EQ(state(receipt.orders[1].order_id), OrderState::paid);
  run(parts.refunds.run_due());
  EXPECT_EQ(channel.refunds.begin()->second.amount, Money(5800));
}

TEST_F(PaymentTest, CancellingAsksForLessAfterwards) {
  const auto receipt = placed(who, {{&tea, 1}, {&honey, 2}});
  const auto first = open_payment(who, receipt.order_group_id);
  const auto command = by(who);
  run(parts.ordering.cancel(command, receipt.orders[0].order_id, "买错了")).value();
  const auto second = open_payment(who, receipt.order_group_id);
  EXPECT_NE(second.payment_id, first.payment_id);
  EXPECT_EQ(second.amount, Money(11600));
  EXPECT_EQ(run(parts.payments.payment(who, first.payment_id)).value().state, PaymentState::closed);
  run(parts.payments.check_due());
  EXPECT_EQ(channel.closed, (std::set<std::string>{first.payment_id.str()}));
}

TEST_F(PaymentTest, PaidOrdersAreNotCancelled) {
  const auto receipt = placed(who, {{&tea, 1}});
  pay(who, receipt.order_group_id);
  const auto command = by(who);
  EXPECT_EQ(run(parts.ordering.cancel(command, receipt.orders[0].order_id, "x")).error().code, "order_state");
  db.clock.advance(hours(1));
  run(parts.ordering.expire_due());
  EXPECT_EQ(state(receipt.orders[0].order_id), OrderState::paid);
}

TEST_F(PaymentTest, AskingTheChannelFindsALostCallback) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  channel.pay(payment.payment_id.str(), db.clock.now());
  EXPECT_EQ(run(parts.payments.check_due()), 0);  // not yet
  db.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(run(parts.payments.check_due()), 1);
  EXPECT_EQ(state(receipt.orders[0].order_id), OrderState::paid);
  db.clock.advance(hours(24));
  EXPECT_EQ(run(parts.payments.check_due()), 0);
}

TEST_F(PaymentTest, AnExpiredPaymentIsClosedAtTheChannel) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(hours(1));
  channel.away = true;
  run(parts.payments.check_due());
  EXPECT_TRUE(channel.closed.empty());
  channel.away = false;
  run(parts.ordering.expire_due());
  run(parts.payments.check_due());
  EXPECT_EQ(channel.closed.count(payment.payment_id.str()), 1U);
  db.clock.advance(hours(24));
  EXPECT_EQ(run(parts.payments.check_due()), 0);
}

TEST_F(PaymentTest, OneGroupThatCannotEndHoldsNoOthersStock) {
  placed(who, {{&tea, 3}});
  db.clock.advance(std::chrono::milliseconds(5));
  placed(who, {{&honey, 2}});
  auto meddler = db.schema.connect();
  const auto set_reserved = [&](const Product& product, int units) {
    meddler.execute("UPDATE sku_stock SET reserved = " + std::to_string(units) + " WHERE sku = X'" +
                    to_hex(product.sku.raw()) + "'");
  };
  set_reserved(tea, 0);
  db.clock.advance(hours(1));
  EXPECT_EQ(run(parts.ordering.expire_due()), 1);
  EXPECT_EQ(stock_of(honey).reserved, 0);
  set_reserved(tea, 3);
  db.clock.advance(hours(1));  // one that failed is tried again later
  EXPECT_EQ(run(parts.ordering.expire_due()), 1);
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

TEST_F(PaymentTest, ABuyersWordsDoNotMakeACancellationAnExpiry) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  const auto command = by(who);
  const auto id = receipt.orders[0].order_id;
  EXPECT_EQ(run(parts.ordering.cancel(command, id, "expired")).error().fields.at(0).code, "reserved");
  run(parts.ordering.cancel(command, id, "Expired")).value();
  db.clock.advance(hours(1));
  EXPECT_TRUE(receive(payment.payment_id.str(), receipt.total)->paid);
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_EQ(run(parts.refunds.run_due()), 1);
  EXPECT_EQ(channel.refunds.begin()->second.amount, receipt.total);
}

TEST_F(PaymentTest, LateMoneyGoesBackWhereTheGoodsWereWithdrawn) {
  const auto receipt = placed(who, {{&tea, 4}, {&honey, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(minutes(31));
  run(parts.ordering.expire_due());
  withdraw(tea);
  EXPECT_TRUE(receive(payment.payment_id.str(), receipt.total)->paid);
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_EQ(stock_of(honey).reserved, 1);
  run(parts.refunds.run_due());
  ASSERT_EQ(channel.refunds.size(), 1U);
  EXPECT_EQ(channel.refunds.begin()->second.amount, Money(4 * 5800));
}

TEST_F(PaymentTest, WechatPayIsNotAskedAboutTransfers) {
  const auto union_ = unit(identity::OrganisationKind::trade_union);
  const auto receipt = placed(union_, {{&tea, 1}}, PaymentChannel::bank_transfer);
  open_payment(union_, receipt.order_group_id, PaymentChannel::bank_transfer);
  const auto command = by(union_);
  run(parts.ordering.cancel(command, receipt.orders[0].order_id, "改期")).value();
  db.clock.advance(hours(1));
  EXPECT_EQ(run(parts.payments.check_due()), 0);
  EXPECT_TRUE(channel.asked.empty());
}

TEST_F(PaymentTest, WhatTheChannelHasClosedIsNotClosedAgain) {
  const auto payment = open_payment(who, placed(who, {{&tea, 1}}).order_group_id);
  channel.closed.insert(payment.payment_id.str());
  db.clock.advance(hours(1));
  run(parts.payments.check_due());
  EXPECT_TRUE(channel.closings.empty());
  EXPECT_EQ(run(parts.payments.payment(who, payment.payment_id)).value().state, PaymentState::closed);
}

TEST_F(PaymentTest, AskingForAPaymentIsAudited) {
  const auto payment = open_payment(who, placed(who, {{&tea, 1}}).order_group_id);
  EXPECT_EQ(audited("orders.payment.open"), std::vector<std::string>{who.actor() + ' ' + payment.payment_id.str()});
}

TEST_F(PaymentTest, OthersPaymentsAreNotFound) {
  const auto payment = open_payment(who, placed(who, {{&tea, 1}}).order_group_id);
  EXPECT_EQ(run(parts.payments.payment(consumer(), payment.payment_id)).error().code, "payment_not_found");
  EXPECT_TRUE(run(parts.payments.payment(platform(), payment.payment_id)).has_value());
}

}  // namespace
}  // namespace shanhai::orders
