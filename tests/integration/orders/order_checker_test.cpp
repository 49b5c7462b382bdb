// The independent checker finds each thing that it is there to find.
#include "tests/fixture/order_checker.hpp"

#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class OrderChecker : public World {
 protected:
  OrderChecker() {
    for (int i = 0; i < 3; ++i) place("key " + std::to_string(i), 2);
    claims.units[tea.sku] = 10;
  }

  OrderId place(const std::string& name, std::int64_t quantity) {
    const auto who = consumer();
    const auto command = by(who);
    const auto placed = run(parts.checkout.place(command, body({{&tea, quantity}}), key(name))).value();
    claims.checkouts.push_back({name, placed.answer});
    return json::parse<CheckoutReceipt>(placed.answer)->orders.at(0).order_id;
  }
  fixture::OrderVerdict verdict() {
    auto connection = db.schema.connect();
    return fixture::check_orders(claims, connection);
  }
  void change(std::string_view sql) {
    auto connection = db.schema.connect();
    ASSERT_EQ(connection.execute(sql), 1U) << sql;
  }
  void TearDown() override {}  // most leave it wrong

  Product tea = publish({});
  LotId lot = stock(tea, 10);
  fixture::OrderClaims claims;
};

TEST_F(OrderChecker, FindsNothingWhereNothingIsWrong) {
  claims.checkouts.push_back(claims.checkouts.front());  // a repeated request
  const auto found = verdict();
  EXPECT_TRUE(found.is_clean()) << found.text();
  EXPECT_EQ(found.acknowledged, 3);
}

TEST_F(OrderChecker, FindsALostOrder) {
  change("DELETE FROM orders ORDER BY id LIMIT 1");
  EXPECT_GE(verdict().lost, 1);
}

TEST_F(OrderChecker, FindsALineThatIsNotWhatWasAcknowledged) {
  change("UPDATE order_line SET quantity = 1 ORDER BY order_id LIMIT 1");
  EXPECT_EQ(verdict().lost, 1);
}

TEST_F(OrderChecker, FindsAnOrderThatEndedAndNobodyWasTold) {
  change("UPDATE orders SET state = 'cancelled' ORDER BY id LIMIT 1");
  EXPECT_EQ(verdict().lost, 1);
}

TEST_F(OrderChecker, FindsACheckoutThatNobodyWasToldOf) {
  claims.checkouts.pop_back();
  EXPECT_EQ(verdict().doubled, 1);
  claims.unanswered = 1;
  EXPECT_TRUE(verdict().is_clean());
}

TEST_F(OrderChecker, FindsASecondAnswerToOneKey) {
  claims.checkouts.back().key = claims.checkouts.front().key;
  EXPECT_EQ(verdict().doubled, 2);  // the answer, and the order it tells of
}

TEST_F(OrderChecker, FindsUnitsSoldBeyondThoseOnSale) {
  claims.units[tea.sku] = 5;
  EXPECT_EQ(verdict().oversold, 1);
}

TEST_F(OrderChecker, FindsUnitsHeldForNobodyAndUnitsNotHeld) {
  change("UPDATE sku_stock SET reserved = reserved + 3");
  EXPECT_EQ(verdict().misheld, 3);
  change("UPDATE sku_stock SET reserved = reserved - 4");
  EXPECT_EQ(verdict().misheld, 1);
}

TEST_F(OrderChecker, FindsMoneyThatIsNotWhatWasToldPaidOrPosted) {
  change("UPDATE orders SET total_fen = total_fen + 7 ORDER BY id LIMIT 1");
  EXPECT_EQ(verdict().ledger_difference, Money(7));
  claims.paid = Money(5);
  EXPECT_EQ(verdict().ledger_difference, Money(7 + 5 + 5));
  change("INSERT INTO ledger_posting VALUES (REPEAT('x', 16), 0, 'buyer_deposits', REPEAT('\\0', 16), -9)");
  EXPECT_EQ(verdict().ledger_difference, Money(7 + 5 + 5 + 9));
}

TEST_F(OrderChecker, FollowsWhatEndsComesBackAndIsPaidLate) {
  const auto who = consumer();
  const auto command = by(who);
  const auto cancelled = run(parts.checkout.place(command, body({{&tea, 1}}), key())).value();
  claims.checkouts.push_back({"cancelled", cancelled.answer});
  const auto id = json::parse<CheckoutReceipt>(cancelled.answer)->orders.at(0).order_id;
  run(parts.ordering.cancel(command, id, "不要了")).value();
  EXPECT_EQ(verdict().lost, 1);
  claims.ended.insert(id);
  EXPECT_TRUE(verdict().is_clean()) << verdict().text();

  const auto late = run(parts.checkout.place(command, body({{&tea, 1}}), key())).value();
  claims.checkouts.push_back({"late", late.answer});
  const auto receipt = json::parse<CheckoutReceipt>(late.answer).value();
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(run(parts.ordering.expire_due()), 4);
  receive(payment.payment_id.str(), payment.amount).value();
  for (const auto& checkout : claims.checkouts) {
    claims.ended.insert(json::parse<CheckoutReceipt>(checkout.answer)->orders.at(0).order_id);
  }
  claims.paid = payment.amount;
  EXPECT_TRUE(verdict().is_clean()) << verdict().text();
}

}  // namespace
}  // namespace shanhai::orders
