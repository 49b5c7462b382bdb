#include "tests/integration/orders/returns_world.hpp"

namespace shanhai::orders {
namespace {

class ReturnsTest : public ReturnsWorld {};

TEST_F(ReturnsTest, MoneyAndStockFollow) {
  const auto id = accepted(who, {{&tea, 4}});
  const auto asked = ask(wanted(id, 1)).value().value;
  EXPECT_EQ(asked.state, ReturnState::approved);  // nobody is asked
  EXPECT_EQ(asked.freight_payer, FreightPayer::buyer);
  EXPECT_EQ(asked.refund_amount, Money(5800));
  EXPECT_EQ(decide(asked.return_id, true).state, ReturnState::approved);
  EXPECT_EQ(stock_of(tea).sellable, 16);
  const auto received = receive_back(asked.return_id, true);
  EXPECT_EQ(received.state, ReturnState::received);
  EXPECT_EQ(received.refund->state, RefundState::requested);
  EXPECT_EQ(stock_of(tea).sellable, 17);
  EXPECT_EQ(order(who, id).refunding, Money(5800));
  EXPECT_EQ(run(parts.settlement.account(coop, {})).value().payable, Money(17400));
  expect_reconciled();
  EXPECT_EQ(run(parts.refunds.run_due()), 1);
  EXPECT_EQ(run(parts.returns.get(who, asked.return_id)).value().refund->state, RefundState::succeeded);
  const auto view = order(who, id);
  EXPECT_EQ(view.refunded, Money(5800));
  EXPECT_EQ(view.refunding, Money());
  EXPECT_EQ(view.state, OrderState::accepted);
  EXPECT_EQ(view.lines[0].refunded, Money(5800));
  EXPECT_EQ(balance(Account::channel_receivable), Money(17400));
  const auto told = json::read<OrderRefunded>(events(kOrderRefunded).at(0).payload).value();
  EXPECT_EQ(told.lines[0].amount, Money(5800));
  EXPECT_EQ(told.facts.lines[0].refunded, Money());  // as before
  EXPECT_EQ(told.counted, (std::vector<Measure>{Measure::ordered, Measure::paid, Measure::accepted}));
}

TEST_F(ReturnsTest, EverythingGivenBackIsRefunded) {
  const auto id = accepted(who, {{&tea, 3}});
  give_back(id, 1, true);
  give_back(id, 2, false);
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_EQ(stock_of(tea).sellable, 18);
  EXPECT_EQ(run(parts.settlement.account(coop, {})).value().payable, Money());
  EXPECT_EQ(ask(wanted(id, 1)).error().code, "order_state");
}

TEST_F(ReturnsTest, NeverMoreThanWasBought) {
  const auto id = accepted(who, {{&tea, 3}});
  const auto first = asked(id, 2, ReturnKind::quality);
  const auto refused = ask(wanted(id, 2));
  EXPECT_EQ(refused.error().code, "more_than_bought");
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/lines/0/quantity");
  decide(first.return_id, false);
  EXPECT_TRUE(ask(wanted(id, 3)).has_value());
}

TEST_F(ReturnsTest, AsksOncePerKey) {
  const auto id = accepted(who, {{&tea, 3}});
  const auto same = key("return");
  const auto first = ask(wanted(id, 1), same).value();
  const auto again = ask(wanted(id, 1), same).value();
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.value.return_id, first.value.return_id);
  EXPECT_EQ(order(who, id).lines[0].returned, 1);
}

TEST_F(ReturnsTest, RefusesWhatTheRulesRefuse) {
  const auto id = accepted(who, {{&tea, 3}});
  auto lines = wanted(id, 1);
  lines.lines.push_back(lines.lines[0]);
  EXPECT_EQ(ask(lines).error().fields.at(0).pointer, "/lines/1/line_id");
  lines.lines = {{OrderLineId::make(db.clock, db.random), 1}};
  EXPECT_EQ(ask(lines).error().fields.at(0).code, "line_not_found");
  lines.lines.clear();
  EXPECT_EQ(ask(lines).error().fields.at(0).pointer, "/lines");
  const auto good = wanted(id, 1);
  db.clock.advance(std::chrono::hours(24 * 8));
  EXPECT_EQ(ask(good).error().code, "return_window_over");
  EXPECT_TRUE(ask(wanted(id, 1, ReturnKind::quality)).has_value());
}

TEST_F(ReturnsTest, GoodsAreExemptByWhatTheyAreOrByWhatTheBuyerConfirmed) {
  struct Row {
    const char* what;
    bool fresh;
    std::optional<catalog::ReturnTerms> terms;
    bool exempt[2];  // not confirmed, confirmed
  };
  const Row rows[] = {{"as usual", false, {}, {false, false}},
                      {"perishable", true, {}, {true, true}},
                      {"custom-made", false, catalog::ReturnTerms::custom_made, {true, true}},
                      {"where confirmed", false, catalog::ReturnTerms::if_not_confirmed, {false, true}}};
  for (const auto& row : rows) {
    Product product;
    product.fresh = row.fresh;
    product.return_terms = row.terms;
    product = publish(product);
    stock(product, 10, "L2");
    for (const bool confirmed : {false, true}) {
      auto basket = body({{&product, 1}});
      basket.confirmed_no_return = confirmed;
      const auto receipt = checkout(who, basket).value();
      pay(who, receipt.order_group_id);
      const auto id = receipt.orders[0].order_id;
      fulfil(id);
      const auto asked = ask(wanted(id, 1));
      EXPECT_EQ(asked.has_error(), row.exempt[confirmed]) << row.what << " confirmed " << confirmed;
      if (!asked.has_error()) continue;
      EXPECT_EQ(asked.error().code, "no_return_goods");
      EXPECT_EQ(asked.error().fields.at(0).pointer, "/lines/0/line_id");
      EXPECT_TRUE(ask(wanted(id, 1, ReturnKind::quality)).has_value()) << row.what;
    }
  }
}

TEST_F(ReturnsTest, PerishableGoodsAreComplainedOfSoon) {
  Product chicken;
  chicken.fresh = true;
  chicken = publish(chicken);
  stock(chicken, 10, "L2");
  const auto id = accepted(who, {{&chicken, 2}});
  const auto one = wanted(id, 1, ReturnKind::quality);
  db.clock.advance(context.policy.returns.fresh_quality_time - std::chrono::microseconds(1));
  EXPECT_TRUE(ask(one).has_value());
  db.clock.advance(std::chrono::microseconds(1));
  const auto late = ask(one);
  EXPECT_EQ(late.error().code, "return_window_over");
  EXPECT_EQ(late.error().fields.at(0).pointer, "/lines/0/line_id");
}

TEST_F(ReturnsTest, ReturnedBeforeAcceptanceComesFromEscrow) {
  const auto receipt = placed(who, {{&tea, 2}});
  pay(who, receipt.order_group_id);
  const auto id = receipt.orders[0].order_id;
  fulfil(id);
  give_back(id, 1, true);
  const auto command = by(who);
  run(parts.fulfilment.accept(command, id)).value();
  run(parts.refunds.run_due());
  EXPECT_EQ(run(parts.settlement.account(coop, {})).value().payable, Money(5800));
  EXPECT_EQ(balance(Account::order_escrow), Money());
}

TEST_F(ReturnsTest, AnOpenReturnHoldsCompletionBack) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto asked = ask(wanted(id, 1, ReturnKind::quality)).value().value;
  db.clock.advance(std::chrono::hours(24 * 9));
  EXPECT_EQ(run(parts.fulfilment.deadlines().complete_due()), 0);
  decide(asked.return_id, false);
  EXPECT_EQ(run(parts.fulfilment.deadlines().complete_due()), 1);
}

TEST_F(ReturnsTest, AQualityClaimAfterCompletionIsClawedBack) {
  const auto id = accepted(who, {{&tea, 2}});
  db.clock.advance(std::chrono::hours(24 * 9));
  run(parts.fulfilment.deadlines().complete_due());
  const auto asked = ask(wanted(id, 2, ReturnKind::quality)).value().value;
  decide(asked.return_id, true);
  receive_back(asked.return_id, false);
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_EQ(run(parts.settlement.account(coop, {})).value().available, Money());
}

TEST_F(ReturnsTest, WhatComesBackOfARecalledLotStaysBlocked) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto asked = ask(wanted(id, 1)).value().value;
  decide(asked.return_id, true);
  run(stock_service.block_lot({lot, "召回"})).value();
  receive_back(asked.return_id, true);
  const auto stock = stock_of(tea);
  EXPECT_EQ(stock.on_hand, 0);
  EXPECT_EQ(stock.lots.at(0).blocked, 19);
  EXPECT_EQ(stock.lots.at(0).bound, 1);
}

TEST_F(ReturnsTest, TheSuppliersDecisionIsItsOwn) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto asked = ask(wanted(id, 1, ReturnKind::quality)).value().value;
  const auto stranger = by(seller(OrganisationId::make(db.clock, db.random)));
  EXPECT_EQ(run(parts.returns.decide(stranger, asked.return_id, true, "x")).error().code, "return_not_found");
  EXPECT_EQ(run(parts.returns.receive(stranger, asked.return_id, true, key())).error().code, "return_not_found");
  EXPECT_EQ(run(parts.returns.get(consumer(), asked.return_id)).error().code, "return_not_found");
  const auto own = by(coop);
  EXPECT_EQ(run(parts.returns.receive(own, asked.return_id, true, key())).error().code, "return_state");
  decide(asked.return_id, false);
  EXPECT_EQ(run(parts.returns.decide(own, asked.return_id, true, "x")).error().code, "return_state");
  const auto strangers_order = by(consumer());
  EXPECT_EQ(run(parts.returns.request(strangers_order, wanted(id, 1), key())).error().code, "order_not_found");
  EXPECT_EQ(run(parts.returns.returns(who, {})).value().items.size(), 1U);
  EXPECT_EQ(run(parts.returns.returns(coop, {})).value().items.size(), 1U);
  EXPECT_TRUE(run(parts.returns.returns(consumer(), {})).value().items.empty());
}

TEST_F(ReturnsTest, EveryStepIsToldWithActorAndReason) {
  const auto id = accepted(who, {{&tea, 3}});
  const auto kept = ask(wanted(id, 1, ReturnKind::no_reason, ReturnRemedy::exchange)).value().value;
  decide(kept.return_id, false);
  const auto given = ask(wanted(id, 2, ReturnKind::quality)).value().value;
  decide(given.return_id, true);
  receive_back(given.return_id, true);
  struct Row {
    std::string_view type;
    ReturnId id;
    std::string actor, reason;
    std::int64_t units;
  };
  const Row rows[] = {{kReturnRequested, kept.return_id, who.actor(), "no_reason", 1},
                      {kReturnRefused, kept.return_id, coop.actor(), "no_reason", 1},
                      {kReturnRequested, given.return_id, who.actor(), "quality", 2},
                      {kReturnApproved, given.return_id, coop.actor(), "quality", 2},
                      {kReturnReceived, given.return_id, coop.actor(), "quality", 2}};
  std::vector<events::Event> told;
  for (auto& event : events()) {
    if (event.type.starts_with("orders.return_")) told.push_back(std::move(event));
  }
  ASSERT_EQ(told.size(), std::size(rows));
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto facts = json::read<ReturnFacts>(told[i].payload).value();
    EXPECT_EQ(told[i].type, rows[i].type);
    EXPECT_EQ(told[i].aggregate_id, id.str());
    EXPECT_EQ(told[i].actor, rows[i].actor);
    EXPECT_EQ(told[i].reason, rows[i].reason);
    EXPECT_EQ(facts.return_id, rows[i].id);
    EXPECT_EQ(facts.quality_claim, rows[i].reason == "quality" || i > 2);
    EXPECT_EQ(facts.lines.at(0).quantity, rows[i].units);
    EXPECT_EQ(facts.lines.at(0).amount, Money(5800) * rows[i].units);
    EXPECT_EQ(json::to_text(told[i].payload).find("买多了"), std::string::npos);  // the buyer's words
  }
}

TEST_F(ReturnsTest, ReceivingIsOncePerKeyAndRefundsOnce) {
  const auto id = accepted(who, {{&tea, 3}});
  const auto asked = ask(wanted(id, 1)).value().value;
  decide(asked.return_id, true);
  const auto command = by(coop);
  const auto same = key("receive");
  const auto first = run(parts.returns.receive(command, asked.return_id, true, same)).value();
  const auto again = run(parts.returns.receive(command, asked.return_id, true, same)).value();
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.value.refund->refund_id, first.value.refund->refund_id);
  auto other = same;
  other.payload = std::string(32, 'x');
  EXPECT_EQ(run(parts.returns.receive(command, asked.return_id, false, other)).error().code, "idempotency_key_reused");
  EXPECT_EQ(run(parts.returns.receive(command, asked.return_id, true, key())).error().code, "return_state");
  EXPECT_EQ(order(who, id).refunding, Money(5800));
  EXPECT_EQ(stock_of(tea).on_hand, 18);
}

TEST_F(ReturnsTest, AnUnknownOrderIsNamed) {
  auto lines = wanted(accepted(who, {{&tea, 1}}), 1);
  lines.order_id = OrderId::make(db.clock, db.random);
  const auto refused = ask(lines).error();
  EXPECT_EQ(refused.code, "order_not_found");
  EXPECT_EQ(refused.fields.at(0).pointer, "/order_id");
}

class RefundsTest : public ReturnsTest {};

TEST_F(RefundsTest, WhatTheChannelCouldNotPayIsSentAgainUnderItsNumberWhenAnOperatorSaysSo) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto refund = give_back(id, 1, true).refund->refund_id;
  channel.refunds_at_once = false;
  run(parts.refunds.run_due());  // taken, processing
  channel.fails_refunds = true;
  db.clock.advance(std::chrono::seconds(600));
  run(parts.refunds.run_due());  // asked: it failed
  EXPECT_EQ(channel.refund_calls, 1);
  channel.fails_refunds = false;
  channel.refunds_at_once = true;
  db.clock.advance(std::chrono::seconds(600));
  EXPECT_EQ(run(parts.refunds.run_due()), 0);  // refused: it waits for a person
  const auto platform_ = by(platform());
  run(parts.refunds.retry(platform_, refund, "已在商户平台处理", key())).value();
  run(parts.refunds.run_due());
  EXPECT_EQ(channel.refund_calls, 2);
  ASSERT_EQ(channel.refunds.size(), 1U);
  EXPECT_EQ(channel.refunds.begin()->first, refund.str());
  EXPECT_EQ(order(who, id).refunded, Money(5800));
}

TEST_F(RefundsTest, DecliningIsToldRefundedOnceAndReplayed) {
  const auto receipt = placed(who, {{&tea, 2}});
  pay(who, receipt.order_group_id);
  const auto id = receipt.orders[0].order_id;
  const auto command = by(coop);
  const auto same = key("decline");
  EXPECT_EQ(
      run(parts.refunds.decline(by(seller(OrganisationId::make(db.clock, db.random))), id, "x", key())).error().code,
      "order_not_found");
  EXPECT_FALSE(run(parts.refunds.decline(command, id, "雨季无货", same)).value().replayed);
  EXPECT_TRUE(run(parts.refunds.decline(command, id, "雨季无货", same)).value().replayed);
  EXPECT_EQ(run(parts.refunds.decline(command, id, "雨季无货", key())).error().code, "order_state");
  EXPECT_EQ(stock_of(tea).reserved, 0);
  const auto told = events(kOrderDeclined);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].actor, coop.actor());
  EXPECT_EQ(told[0].reason, "declined");  // words of people stay out of events
  for (const auto& event : events()) EXPECT_EQ(json::to_text(event.payload).find("雨季"), std::string::npos);
  EXPECT_EQ(run(parts.refunds.run_due()), 1);
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_EQ(channel.refunds.begin()->second.amount, receipt.total);
}

TEST_F(RefundsTest, OneThatCannotBeBookedHoldsNoOtherUp) {
  const auto bad = accepted(who, {{&tea, 2}}), good = accepted(who, {{&tea, 2}});
  give_back(bad, 1, true);
  db.clock.advance(std::chrono::milliseconds(5));
  give_back(good, 1, true);
  auto meddler = db.schema.connect();
  const auto set_refunded = [&](const std::string& fen) {
    meddler.execute("UPDATE order_line SET refunded_fen = " + fen + " WHERE order_id = X'" + to_hex(bad.raw()) + "'");
  };
  set_refunded("amount_fen");
  EXPECT_EQ(run(parts.refunds.run_due()), 1);
  EXPECT_EQ(order(who, good).refunded, Money(5800));
  EXPECT_EQ(order(who, bad).refunded, Money());
  set_refunded("0");
  db.clock.advance(std::chrono::seconds(600));
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, bad).refunded, Money(5800));
}

TEST_F(RefundsTest, AreRetriedUnderTheSameNumber) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto refund = give_back(id, 1, true).refund->refund_id;
  channel.away = true;
  run(parts.refunds.run_due());
  EXPECT_EQ(run(parts.refunds.run_due()), 0);  // waits for its next time
  channel.away = false;
  channel.refuses_refunds = true;
  db.clock.advance(std::chrono::seconds(10));
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).refunded, Money());
  channel.refuses_refunds = false;
  channel.refunds_at_once = false;
  db.clock.advance(std::chrono::seconds(60));
  run(parts.refunds.run_due());
  db.clock.advance(std::chrono::seconds(600));
  run(parts.refunds.run_due());  // processing: only asked
  EXPECT_EQ(order(who, id).refunded, Money());
  channel.finish_refunds = true;
  db.clock.advance(std::chrono::seconds(600));
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).refunded, Money(5800));
  ASSERT_EQ(channel.refunds.size(), 1U);
  EXPECT_EQ(channel.refunds.begin()->first, refund.str());
  db.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(run(parts.refunds.run_due()), 0);
}

TEST_F(RefundsTest, CallbacksCompleteThemOnce) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto refund = give_back(id, 1, true).refund->refund_id;
  channel.refunds_at_once = false;
  run(parts.refunds.run_due());
  EXPECT_EQ(run(parts.refunds.complete(PaymentChannel::wechat_pay, refund.str(), "50", Money(5801))).error().code,
            "amount_mismatch");
  EXPECT_EQ(run(parts.refunds.complete(PaymentChannel::wechat_pay, "rfd_unknown", "50", Money(5800))).error().code,
            "refund_not_found");
  const auto command = by(platform());
  EXPECT_EQ(run(parts.refunds.confirm(command, refund, "OUT", key())).error().code, "refund_not_by_bank");
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(run(parts.refunds.complete(PaymentChannel::wechat_pay, refund.str(), "50", Money(5800))).has_value());
  EXPECT_EQ(events(kOrderRefunded).size(), 1U);
  EXPECT_EQ(order(who, id).refunded, Money(5800));
  EXPECT_EQ(run(parts.refunds.confirm(command, refund, "OUT", key())).error().code, "refund_state");
}

}  // namespace
}  // namespace shanhai::orders
