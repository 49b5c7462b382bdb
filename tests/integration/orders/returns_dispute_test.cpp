// Cases that the platform decides, and random cases of one order that never give back more than was bought.
#include <random>

#include "tests/fixture/seed.hpp"
#include "tests/integration/orders/returns_world.hpp"

namespace shanhai::orders {
namespace {

class ReturnDisputeTest : public ReturnsWorld {
 protected:
  // Sent back and arrived.
  ReturnView arrived(OrderId id, std::int64_t quantity, ReturnKind kind = ReturnKind::no_reason) {
    const auto made = asked(id, quantity, kind);
    if (kind == ReturnKind::quality) decide(made.return_id, true);
    try_send(made.return_id).value();
    return try_step(coop, made.return_id, note_arrival).value();
  }
  static std::vector<RuledLineBody> part(OrderLineId line, Money amount) { return {{line, amount}}; }
};

TEST_F(ReturnDisputeTest, TheSupplierDisputesTheConditionByShowingIt) {
  const auto id = accepted(who, {{&tea, 3}});
  const auto waiting = asked(id, 1);
  EXPECT_EQ(try_dispute(coop, waiting.return_id).error().code, "return_state");  // nothing has come back
  const auto back = arrived(id, 2);
  const auto bare = try_dispute(coop, back.return_id, false);
  EXPECT_EQ(bare.error().code, "evidence_required");
  EXPECT_EQ(bare.error().fields.at(0).pointer, "/evidence");
  const auto disputed = try_dispute(coop, back.return_id).value();
  EXPECT_EQ(disputed.state, ReturnState::disputed);
  EXPECT_EQ(disputed.disputed_by, ReturnParty::supplier);
  EXPECT_FALSE(disputed.due_at);
  EXPECT_TRUE(order(who, id).disputed);
  EXPECT_EQ(order(coop, id).cases.size(), 2U);
  EXPECT_EQ(try_receive(back.return_id, {true, {}}).error().code, "return_state");
  ReturnQuery queue;
  queue.state = ReturnState::disputed;
  EXPECT_EQ(run(parts.returns.returns(operator_, queue)).value().items.size(), 1U);
  EXPECT_TRUE(run(parts.returns.returns(consumer(), queue)).value().items.empty());
  // Part of it, and not more than the units are worth.
  const auto line = back.lines[0].line_id;
  EXPECT_EQ(try_rule(back.return_id, Ruling::refund, part(line, Money(11601))).error().fields.at(0).pointer,
            "/lines/0/refund_amount");
  EXPECT_EQ(try_rule(back.return_id, Ruling::refund, part(line, Money())).error().fields.at(0).pointer, "/lines");
  EXPECT_EQ(try_rule(back.return_id, Ruling::refuse, part(line, Money(1))).error().fields.at(0).pointer, "/lines");
  const auto ruled = try_rule(back.return_id, Ruling::refund, part(line, Money(4000))).value().value;
  EXPECT_EQ(ruled.state, ReturnState::refunded);
  EXPECT_EQ(ruled.refund->amount, Money(4000));
  EXPECT_TRUE(ruled.is_final);
  EXPECT_EQ(try_rule(back.return_id, Ruling::refund).error().code, "return_state");
  const auto command = by(coop);
  EXPECT_TRUE(run(parts.returns.sort(command, back.return_id, ReceiveBody{true, {}}, key())).has_value());
  // The unit that completes the line gets its own price, not what the ruling left.
  EXPECT_EQ(receive_back(waiting.return_id, true).refund->amount, Money(5800));
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).refunded, Money(9800));
  EXPECT_EQ(stock_of(tea).on_hand, 20);
}

TEST_F(ReturnDisputeTest, TheBuyerTurnsToThePlatformAfterARefusal) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto complaint = asked(id, 2, ReturnKind::quality);
  EXPECT_EQ(try_dispute(who, complaint.return_id).error().code, "return_state");  // the supplier answers first
  decide(complaint.return_id, false);
  EXPECT_EQ(try_dispute(consumer(), complaint.return_id).error().code, "return_not_found");
  const auto other = asked(id, 1, ReturnKind::quality);
  EXPECT_EQ(try_dispute(who, complaint.return_id).error().code, "more_than_bought");
  EXPECT_TRUE(try_step(who, other.return_id, withdraw_return).has_value());
  EXPECT_EQ(try_dispute(who, complaint.return_id, false)->state, ReturnState::disputed);
  EXPECT_EQ(order(who, id).lines[0].returned, 2);
  wait_days(20);
  EXPECT_EQ(run(parts.fulfilment.deadlines().complete_due()), 0);  // waits for the decision
  const auto refused = try_rule(complaint.return_id, Ruling::refuse).value().value;
  EXPECT_EQ(refused.state, ReturnState::refused);
  EXPECT_EQ(refused.ruling_reason, "依据凭证");
  EXPECT_EQ(order(who, id).lines[0].returned, 0);
  EXPECT_EQ(try_dispute(who, complaint.return_id).error().code, "return_final");
  db.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(run(parts.fulfilment.deadlines().complete_due()), 1);
  const auto told = events(kReturnDecided);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].actor, operator_.actor());
  for (const auto& event : events()) {
    const auto text = json::to_text(event.payload) + event.reason;
    EXPECT_EQ(text.find("依据"), std::string::npos);
    EXPECT_EQ(text.find("描述"), std::string::npos);
  }
}

TEST_F(ReturnDisputeTest, AfterAWhileARefusalStands) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto complaint = asked(id, 1, ReturnKind::quality);
  decide(complaint.return_id, false);
  wait_days(context.policy.returns.escalation_days);
  EXPECT_EQ(try_dispute(who, complaint.return_id).error().code, "escalation_over");
}

TEST_F(ReturnDisputeTest, RefusedGoodsGoToTheBuyerAgain) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto back = arrived(id, 2);
  try_dispute(coop, back.return_id).value();
  try_rule(back.return_id, Ruling::refuse).value();
  EXPECT_TRUE(get(back.return_id, coop).send_to);
  const auto command = by(coop);
  EXPECT_EQ(run(parts.returns.sort(command, back.return_id, ReceiveBody{true, {}}, key())).error().code,
            "return_state");
  EXPECT_EQ(try_ship(back.return_id)->value.parcels.at(1).direction, ParcelDirection::unaccepted);
  EXPECT_EQ(try_ship(back.return_id).error().code, "return_state");  // once
  EXPECT_FALSE(get(back.return_id, coop).send_to);
}

TEST_F(ReturnDisputeTest, ThePlatformOrdersAnExchange) {
  const auto id = accepted(who, {{&tea, 4}});
  const auto here = arrived(id, 1, ReturnKind::quality);
  try_dispute(coop, here.return_id).value();
  EXPECT_EQ(try_rule(here.return_id, Ruling::exchange)->value.state, ReturnState::exchanging);
  EXPECT_EQ(try_ship(here.return_id)->value.state, ReturnState::exchanged);
  const auto there = asked(id, 1, ReturnKind::quality);
  decide(there.return_id, false);
  try_dispute(who, there.return_id).value();
  const auto ruled = try_rule(there.return_id, Ruling::exchange).value().value;
  EXPECT_EQ(ruled.state, ReturnState::approved);
  EXPECT_EQ(ruled.remedy, ReturnRemedy::exchange);
  EXPECT_EQ(stock_of(tea).reserved, 1);
  EXPECT_EQ(receive_back(there.return_id, true).state, ReturnState::exchanging);
  EXPECT_EQ(try_dispute(who, there.return_id).error().code, "return_final");
}

TEST_F(ReturnDisputeTest, SortedGoodsAreNotRefused) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto swap = asked(id, 1, ReturnKind::quality, ReturnRemedy::exchange);
  decide(swap.return_id, true);
  try_send(swap.return_id).value();
  EXPECT_EQ(receive_back(swap.return_id, true).state, ReturnState::exchanging);
  try_dispute(who, swap.return_id).value();
  EXPECT_EQ(try_rule(swap.return_id, Ruling::refuse).error().code, "return_goods_sorted");
  EXPECT_EQ(try_rule(swap.return_id, Ruling::refund)->value.state, ReturnState::refunded);
  EXPECT_EQ(stock_of(tea).on_hand, 19);
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

// 100 yuan for three: what its unit is worth depends on what else went back in between.
TEST_F(ReturnDisputeTest, ARefusedCaseThatIsTakenUpAgainIsReckonedAnew) {
  Product pack;
  pack.supplier = tea.supplier;
  pack.price = Money(10'000);
  pack.components = {{tea.sku, tea.id, tea.supplier, 3, Money(10'000)}};
  const auto gift = publish(pack);
  const auto id = accepted(who, {{&gift, 1}});
  const auto first = asked(id, 1, ReturnKind::quality);
  EXPECT_EQ(first.refund_amount, Money(3333));
  decide(first.return_id, false);
  const auto others = asked(id, 2, ReturnKind::quality);
  EXPECT_EQ(others.refund_amount, Money(6666));
  const auto again = try_dispute(who, first.return_id).value();
  EXPECT_EQ(again.refund_amount, Money(3334));
  EXPECT_EQ(again.lines.at(0).refund_amount, Money(3334));
  EXPECT_EQ(try_rule(first.return_id, Ruling::refund)->value.refund->amount, Money(3334));
  try_refund(others.return_id).value();
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
}

TEST_F(ReturnDisputeTest, GoodsThatAreSentAgainHaveTheirNewestWaybill) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto back = asked(id, 1, ReturnKind::quality);
  decide(back.return_id, true);
  try_send(back.return_id).value();
  try_dispute(who, back.return_id).value();
  EXPECT_EQ(try_rule(back.return_id, Ruling::exchange)->value.state, ReturnState::approved);
  const auto command = by(who);
  const auto sent = run(parts.returns.send(command, back.return_id, {"顺丰速运", "SF2"})).value();
  EXPECT_EQ(sent.state, ReturnState::sent);
  ASSERT_EQ(sent.parcels.size(), 1U);
  EXPECT_EQ(sent.parcels[0].tracking_number, "SF2");
}

TEST_F(ReturnDisputeTest, ARulingIsOncePerKey) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto back = arrived(id, 1);
  try_dispute(coop, back.return_id).value();
  const auto command = by(operator_);
  const auto same = key("ruling");
  const RulingBody body{Ruling::refund, "退款", {}};
  EXPECT_FALSE(run(parts.returns.rule(command, back.return_id, body, same)).value().replayed);
  EXPECT_TRUE(run(parts.returns.rule(command, back.return_id, body, same)).value().replayed);
  EXPECT_EQ(order(who, id).refunding, Money(5800));
}

// Random cases of one order, each step chosen without looking whether it is allowed: refusals are as good an answer as
// any, but never more units or fen go back than were bought, and the books agree after every few steps.
class RandomCases : public ReturnDisputeTest {
 protected:
  std::int64_t dice(std::int64_t sides) { return std::uniform_int_distribution<std::int64_t>(0, sides - 1)(engine_); }
  bool flip() { return dice(2) == 0; }

  void request() {
    ReturnBody body;
    body.order_id = id_;
    body.kind = flip() ? ReturnKind::no_reason : ReturnKind::quality;
    body.remedy = static_cast<ReturnRemedy>(dice(3));
    body.reason = "x";
    const auto view = order(who, id_);
    for (const auto& line : view.lines) {
      if (body.lines.empty() || flip()) body.lines.push_back({line.line_id, 1 + dice(line.quantity)});
    }
    if (flip()) body.evidence = std::vector{photo()};
    const auto made = ask(std::move(body));
    if (made.has_value()) cases_.push_back(made->value.return_id);
  }
  void rule(ReturnId id) {
    std::optional<std::vector<RuledLineBody>> lines;
    if (flip()) lines = part(get(id, who).lines[0].line_id, Money(dice(9000)));
    (void)try_rule(id, static_cast<Ruling>(dice(3)), std::move(lines));
  }
  void act() {
    if (cases_.empty() || dice(5) == 0) return request();
    const auto id = cases_[static_cast<std::size_t>(dice(static_cast<std::int64_t>(cases_.size())))];
    switch (dice(11)) {
      case 0:
        return (void)try_decide(id, true);
      case 1:
        return (void)try_decide(id, false);
      case 2:
        return (void)try_send(id);
      case 3:
        return (void)try_step(coop, id, note_arrival);
      case 4:
        return (void)try_receive(id, {flip(), {}});
      case 5:
        return (void)try_ship(id);
      case 6:
        return (void)try_refund(id);
      case 7:
        return (void)try_dispute(flip() ? who : coop, id, flip());
      case 8:
        return rule(id);
      case 9:
        return (void)try_step(who, id, withdraw_return);
      default:
        db.clock.advance(std::chrono::hours(dice(72)));
        run_due();
    }
  }
  void check() {
    run(parts.refunds.run_due());
    const auto view = order(who, id_);
    Money given;
    for (const auto& line : view.lines) {
      EXPECT_LE(line.returned, line.quantity);
      EXPECT_LE(line.refunded, line.amount);
      given += line.refunded;
    }
    EXPECT_EQ(given, view.refunded);
    EXPECT_LE(view.refunded + view.refunding, view.paid);
    expect_reconciled();
  }

  std::mt19937_64 engine_{fixture::seed()};
  OrderId id_;
  std::vector<ReturnId> cases_;
};

TEST_F(RandomCases, NeverGiveBackMoreThanWasBought) {
  Product honey;
  honey.supplier = tea.supplier;
  honey.price = Money(3333);
  honey = publish(honey);
  stock(honey, 12, "L2");
  for (int orders = 0; orders < 3; ++orders) {
    id_ = accepted(who, {{&tea, 5}, {&honey, 3}});
    cases_.clear();
    for (int step = 0; step < 60; ++step) {
      act();
      if (step % 20 == 19) check();
      if (HasFailure()) FAIL() << "at step " << step << " of order " << orders;
    }
    // In the end everybody's time runs out.
    for (int rounds = 0; rounds < 6; ++rounds) {
      wait_days(20);
      run_due();
      for (const auto id : cases_) {
        if (state_of(id) == ReturnState::disputed) try_rule(id, Ruling::refund).value();
      }
    }
    for (const auto id : cases_) EXPECT_FALSE(is_open(state_of(id))) << id.str();
    check();
    EXPECT_EQ(stock_of(tea).reserved + stock_of(honey).reserved, 0);
  }
}

}  // namespace
}  // namespace shanhai::orders
