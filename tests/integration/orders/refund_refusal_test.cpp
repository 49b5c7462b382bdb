// A refund that its channel will not pay is never lost: it waits for an operator, who sends it again or pays by bank.
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class RefundRefusalTest : public World {
 protected:
  RefundRefusalTest() {
    stock(tea, 10);
    const auto receipt = placed(who, {{&tea, 1}});
    pay(who, receipt.order_group_id);
    id = receipt.orders[0].order_id;
    const auto command = by(seller(tea.supplier));
    run(parts.refunds.decline(command, id, "无货", key())).value();
  }
  std::vector<RefundView> refused() {
    RefundQuery query;
    query.state = RefundState::refused;
    return run(parts.refunds.refunds(query)).value().items;
  }
  void turn() {
    db.clock.advance(std::chrono::minutes(11));
    run(parts.refunds.run_due());
  }
  Result<db::Replayable<StatementReceipt>> outgoing(std::int64_t fen, const char* number) {
    const auto csv = "booked_on,amount_fen,reference,payer_name,entry_number\n2026-11-23," + std::to_string(-fen) +
                     ",退款,买家," + number + "\n";
    const auto command = by(platform());
    return run(parts.statements.import(command, csv, key()));
  }

  Product tea = publish({});
  auth::Principal who = consumer();
  OrderId id;
};

TEST_F(RefundRefusalTest, AnAccountThatIsGoneWaitsForAnOperatorAtOnce) {
  channel.refuses_for_good = true;
  turn();
  ASSERT_EQ(refused().size(), 1U);
  EXPECT_EQ(refused()[0].last_failure, "USER_ACCOUNT_ABNORMAL");
  turn();
  EXPECT_EQ(channel.refund_calls, 1);  // nobody asks in vain
  EXPECT_EQ(order(who, id).refunded, Money());
  EXPECT_EQ(balance(Account::refunds_in_flight), Money(-5800));
}

TEST_F(RefundRefusalTest, ThePlatformsPatienceIsASetting) {
  context.policy.refund_attempts = 3;
  channel.refuses_refunds = true;
  turn();
  turn();
  EXPECT_TRUE(refused().empty());
  turn();
  ASSERT_EQ(refused().size(), 1U);
  EXPECT_EQ(refused()[0].attempts, 3);
  // The channel's account was topped up: once more, under the same number.
  channel.refuses_refunds = false;
  const auto command = by(platform());
  const auto same = key("retry");
  const auto retried = run(parts.refunds.retry(command, refused()[0].refund_id, "商户号已充值", same)).value();
  EXPECT_EQ(retried.value.state, RefundState::requested);
  EXPECT_TRUE(run(parts.refunds.retry(command, retried.value.refund_id, "商户号已充值", same)).value().replayed);
  EXPECT_EQ(run(parts.refunds.retry(command, retried.value.refund_id, "x", key())).error().code, "refund_state");
  EXPECT_EQ(audited("orders.refund.retry").size(), 1U);
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_EQ(channel.refunds.begin()->first, retried.value.refund_id.str());
}

// The channel has it and may pay it any day: an operator who paid it by bank would pay it twice.
TEST_F(RefundRefusalTest, WhatTheChannelHasTakenIsAskedForAgainAndAgain) {
  context.policy.refund_attempts = 2;
  channel.refunds_at_once = false;
  turn();
  channel.answers_no_questions = true;
  for (int i = 0; i < 4; ++i) {
    db.clock.advance(std::chrono::hours(24));
    run(parts.refunds.run_due());
  }
  EXPECT_TRUE(refused().empty());
  channel.answers_no_questions = false;
  channel.finish_refunds = true;
  db.clock.advance(std::chrono::hours(24));
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_EQ(channel.refund_calls, 1);
}

// Only what the channel closed is sent under another number; all that was sent before is the same refund.
TEST_F(RefundRefusalTest, WhatTheChannelClosedBeginsAnewUnderAnotherNumber) {
  channel.closes_refunds = true;
  turn();
  ASSERT_EQ(refused().size(), 1U);
  const auto refund = refused()[0].refund_id;
  channel.closes_refunds = false;
  const auto command = by(platform());
  run(parts.refunds.retry(command, refund, "再发", key())).value();
  channel.refunds_at_once = false;
  run(parts.refunds.run_due());
  ASSERT_EQ(channel.refunds.size(), 2U);
  EXPECT_TRUE(channel.refunds.contains(refund.str()));
  EXPECT_TRUE(channel.refunds.contains(refund.str() + "-2"));
  for (const auto& number : {refund.str() + "-2", refund.str()})
    run(parts.refunds.complete(PaymentChannel::wechat_pay, number, "50", Money(5800))).value();
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_EQ(events(kOrderRefunded).size(), 1U);
}

TEST_F(RefundRefusalTest, PaidByHandItLeavesTheBank) {
  channel.refuses_for_good = true;
  const auto command = by(platform());
  outgoing(5800, "OUT-1").value();
  outgoing(5700, "OUT-2").value();
  EXPECT_EQ(run(parts.refunds.confirm(command, RefundId(), "OUT-1", key())).error().code, "refund_not_found");
  turn();
  const auto waiting = refused().at(0).refund_id;
  EXPECT_EQ(run(parts.refunds.confirm(command, waiting, "OUT-2", key())).error().code, "amount_mismatch");
  const auto paid = run(parts.refunds.confirm(command, waiting, "OUT-1", key())).value().value;
  EXPECT_EQ(paid.state, RefundState::succeeded);
  EXPECT_EQ(paid.bank_entry, "OUT-1");
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_EQ(balance(Account::channel_receivable), Money(5800));  // the channel still holds what the buyer paid
  EXPECT_EQ(balance(Account::bank_receivable), Money(-5800));
  EXPECT_EQ(balance(Account::refunds_in_flight), Money());
  EXPECT_TRUE(refused().empty());
}

TEST_F(RefundRefusalTest, WhatTheChannelMayStillPayIsNotPaidByHand) {
  channel.refunds_at_once = false;
  turn();
  outgoing(5800, "OUT-1").value();
  RefundQuery query;
  const auto under_way = run(parts.refunds.refunds(query)).value().items.at(0).refund_id;
  const auto command = by(platform());
  EXPECT_EQ(run(parts.refunds.confirm(command, under_way, "OUT-1", key())).error().code, "refund_not_by_bank");
  EXPECT_EQ(run(parts.refunds.retry(command, under_way, "x", key())).error().code, "refund_state");
}

TEST_F(RefundRefusalTest, TheChannelsLateWordStillCompletesIt) {
  channel.refunds_at_once = false;
  turn();
  channel.fails_refunds = true;
  turn();
  const auto refund = refused().at(0).refund_id;
  run(parts.refunds.complete(PaymentChannel::wechat_pay, refund.str(), "50", Money(5800))).value();
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_TRUE(refused().empty());
}

}  // namespace
}  // namespace shanhai::orders
