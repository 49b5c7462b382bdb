// Sold before the goods are there: never more than was allotted, not shipped early, given back when nothing comes.
#include "tests/integration/orders/rush_world.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class PresaleTest : public RushWorld {
 protected:
  Result<db::Replayable<PresaleView>> try_open(std::int64_t allotment, const Product& product) {
    PresaleBody body;
    body.sku_id = product.sku;
    body.allotment = allotment;
    body.ends_at = db.clock.now() + hours(24 * 7);
    body.ships_from = *parse_date("2026-12-05");
    body.ships_by = *parse_date("2026-12-20");
    const auto command = by(seller(product.supplier));
    return run(parts.presales.open(command, body, key()));
  }
  PresaleId open(std::int64_t allotment) { return try_open(allotment, tea).value().value.presale_id; }
  PresaleView show(PresaleId id) { return run(parts.presales.presale(coop, id)).value(); }
  OrderId paid(std::int64_t quantity, const auth::Principal& who) {
    const auto receipt = checkout(who, wanted(tea, quantity)).value();
    pay(who, receipt.order_group_id);
    return receipt.orders[0].order_id;
  }
  void settle() {
    for (int i = 0; i < 3; ++i) run(parts.presales.run_due());
  }
  void close() {
    db.clock.advance(hours(24 * 7));
    settle();
  }
  Result<db::Replayable<PackingList>> pack(OrderId id, PackBody body = {}) {
    const auto command = by(coop);
    return run(parts.fulfilment.pack(command, id, std::move(body), key()));
  }
  std::string pack_code(OrderId id) {
    const auto packed = pack(id);
    return packed.has_error() ? packed.error().code : "packed";
  }
  void expire_unpaid() {
    db.clock.advance(context.policy.payment_time + seconds(1));
    run(parts.ordering.expire_due());
  }

  auth::Principal buyer = consumer();
};

TEST_F(PresaleTest, NeverSellsMoreThanItsAllotmentOverTwoWriters) {
  const auto id = open(50);
  std::vector<Attempt> attempts;
  for (int i = 0; i < 120; ++i) attempts.push_back({consumer(), wanted(tea, 1 + i % 2)});
  const auto tally = place_all(attempts);
  EXPECT_EQ(tally.refused.size(), 1U);
  EXPECT_GT(tally.refused.at("insufficient_stock"), 0);
  EXPECT_EQ(show(id).taken, 50);
  EXPECT_EQ(stock_of(tea).reserved, 50);
  EXPECT_EQ(count("SELECT SUM(quantity) AS n FROM order_line WHERE presale IS NOT NULL"), 50);
  const auto refused = checkout(buyer, wanted(tea, 1));
  EXPECT_EQ(json::to_text(refused.error().extensions.at("items")),
            R"([{"sku_id":")" + tea.sku.str() + R"(","requested":1,"available":0}])");
}

TEST_F(PresaleTest, IsSoldInItsTimeToWhoKnowsThatItShipsLater) {
  const auto command = by(coop);
  run(parts.presales.open(command, presale_to_come(10), key())).value();
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "presale_not_open");
  const auto shop = run(stock_service.storefront(tea.sku)).value();
  EXPECT_FALSE(shop.in_stock);
  EXPECT_TRUE(shop.presale);
  const auto sale = run(parts.storefront_sales.sale(tea.sku)).value();
  EXPECT_EQ(sale.presale->left, 10);
  db.clock.advance(hours(1));
  auto unaware = wanted(tea, 1);
  unaware.accepts_presale.reset();
  const auto refused = checkout(buyer, unaware);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, "presale_not_accepted");
  EXPECT_EQ(refused.error().extensions.at("items").at(0).at("ships_by").as_string(), "2026-12-20");
  const auto receipt = checkout(buyer, wanted(tea, 1)).value();
  const auto seen = order(buyer, receipt.orders[0].order_id);
  EXPECT_EQ(seen.lines[0].presale_id, sale.presale->presale_id);
  EXPECT_EQ(to_string(*seen.lines[0].ships_by), "2026-12-20");
  db.clock.advance(hours(1));
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "presale_over");
}

TEST_F(PresaleTest, LotsMeetThePromiseAndNothingLeavesEarly) {
  const auto id = open(100);
  const auto order = paid(60, buyer);
  close();
  EXPECT_EQ(show(id).state, PresaleState::closed);
  EXPECT_EQ(stock_of(tea).on_hand, 60);  // what nobody took is promised no longer
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1)), "insufficient_stock");
  EXPECT_EQ(pack_code(order), "presale_not_shippable");
  stock(tea, 50, "L1");
  EXPECT_EQ(stock_of(tea).on_hand, 60);
  EXPECT_EQ(stock_of(tea).sellable, 0);
  EXPECT_EQ(pack_code(order), "presale_not_shippable");  // there, but not before the day
  PackBody named;
  named.parcels = std::vector<PackParcel>(1);
  named.parcels->front().lines.push_back({this->order(buyer, order).lines[0].line_id, 1});
  const auto refused = pack(order, named);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().fields.at(0).pointer + ' ' + refused.error().fields.at(0).code,
            "/parcels/0/lines/0/line_id presale_not_shippable");
  const auto due = run(parts.fulfilment.to_ship(coop, {})).value().items.at(0).dispatch_due_at;
  EXPECT_EQ(to_rfc3339(due), "2026-12-20T16:00:00Z");
  db.clock.advance(hours(24 * 5));                        // the fifth of December
  EXPECT_EQ(pack_code(order), "insufficient_lot_stock");  // 60 are to go, 50 are there
  stock(tea, 30, "L2");
  EXPECT_EQ(stock_of(tea).on_hand, 80);
  EXPECT_EQ(stock_of(tea).sellable, 20);  // more came than was promised
  fulfil(order);
  EXPECT_EQ(code_of(consumer(), wanted(tea, 20)), "placed");
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1)), "insufficient_stock");
}

TEST_F(PresaleTest, AWithdrawalEndsUnpaidOrdersAndPaysTheOthersBack) {
  const auto id = open(100);
  const auto waiting = checkout(buyer, wanted(tea, 3)).value();
  const auto payment = open_payment(buyer, waiting.order_group_id);
  const auto other_buyer = consumer();
  const auto order = paid(5, other_buyer);
  const auto command = by(coop);
  EXPECT_EQ(run(parts.presales.withdraw(command, id, "遭了雹灾")).value().state, PresaleState::withdrawing);
  EXPECT_EQ(run(parts.presales.withdraw(command, id, "再来")).error().code, "presale_state");
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1)), "insufficient_stock");
  settle();
  EXPECT_EQ(show(id).state, PresaleState::withdrawn);
  EXPECT_EQ(show(id).taken, 0);
  EXPECT_EQ(stock_of(tea).on_hand, 0);
  EXPECT_EQ(stock_of(tea).reserved, 0);
  const auto ended = this->order(buyer, waiting.orders[0].order_id);
  EXPECT_EQ(ended.state, OrderState::cancelled);
  EXPECT_EQ(ended.cancel_reason, "presale_withdrawn");
  run(parts.refunds.run_due());
  EXPECT_EQ(this->order(other_buyer, order).state, OrderState::refunded);
  // Money that comes too late goes back: there is nothing to bring back.
  receive(payment.payment_id.str(), payment.amount, "4200000000000021").value();
  EXPECT_EQ(this->order(buyer, waiting.orders[0].order_id).state, OrderState::cancelled);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM refund"), 2);
  EXPECT_EQ(events(kPresaleWithdrawn).size(), 1U);
  EXPECT_EQ(events(kPresaleSettled).size(), 1U);
  EXPECT_EQ(json::to_text(json::write(events(kPresaleWithdrawn)[0])).find("雹灾"), std::string::npos);
}

TEST_F(PresaleTest, WhatComesBackIsSoldAgainWhileTheSaleLastsAndPromisedNoLongerAfter) {
  const auto id = open(10);
  checkout(buyer, wanted(tea, 10)).value();
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1)), "insufficient_stock");
  expire_unpaid();
  EXPECT_EQ(show(id).left, 10);
  const auto kept = paid(4, buyer), declined = paid(6, buyer);
  close();
  EXPECT_EQ(stock_of(tea).on_hand, 10);
  const auto command = by(coop);
  run(parts.refunds.decline(command, declined, "歉收", key(), {})).value();
  EXPECT_EQ(show(id).taken, 4);
  EXPECT_EQ(stock_of(tea).on_hand, 4);
  EXPECT_EQ(stock_of(tea).reserved, 4);
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1)), "insufficient_stock");
  stock(tea, 3);
  EXPECT_EQ(stock_of(tea).on_hand, 4);
  run(parts.refunds.decline(command, kept, "歉收", key(), {})).value();
  EXPECT_EQ(stock_of(tea).on_hand, 3);  // the one that did not come is off, the three that did may be sold
  EXPECT_EQ(code_of(consumer(), wanted(tea, 3)), "placed");
}

TEST_F(PresaleTest, ALatePaymentTakesOfTheSaleAgainOrGoesBack) {
  const auto id = open(10);
  const auto first = checkout(buyer, wanted(tea, 6)).value();
  const auto payment = open_payment(buyer, first.order_group_id);
  expire_unpaid();
  const auto other_buyer = consumer();
  const auto second = checkout(other_buyer, wanted(tea, 5)).value();
  const auto late = open_payment(other_buyer, second.order_group_id);
  receive(payment.payment_id.str(), payment.amount, "4200000000000031").value();  // 5 are left, 6 were wanted
  EXPECT_EQ(show(id).taken, 5);
  expire_unpaid();
  EXPECT_EQ(show(id).taken, 0);
  receive(late.payment_id.str(), late.amount, "4200000000000032").value();
  EXPECT_EQ(show(id).taken, 5);
  EXPECT_EQ(
      count("SELECT COUNT(*) AS n FROM orders o JOIN order_line i ON i.order_id = o.id WHERE o.replaces IS NOT NULL "
            "AND i.presale IS NOT NULL AND i.ships_by = '2026-12-20'"),
      1);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM refund WHERE kind = 'late_payment'"), 1);
}

// Whoever bought what was there never said that they would wait.
TEST_F(PresaleTest, ALatePaymentBuysNothingElseThanWhatWasOrdered) {
  const auto refunds = [&] { return count("SELECT COUNT(*) AS n FROM refund WHERE kind = 'late_payment'"); };
  stock(tea, 2);
  const auto there = checkout(buyer, wanted(tea, 2)).value();
  const auto payment = open_payment(buyer, there.order_group_id);
  expire_unpaid();
  fulfil(paid(2, consumer()));
  const auto first = open(10);
  receive(payment.payment_id.str(), payment.amount, "4200000000000041").value();
  EXPECT_EQ(order(buyer, there.orders[0].order_id).state, OrderState::cancelled);
  EXPECT_EQ(show(first).taken, 0);
  EXPECT_EQ(refunds(), 1);
  // Nor does one presale stand for another.
  const auto waiting = checkout(buyer, wanted(tea, 2)).value();
  const auto late = open_payment(buyer, waiting.order_group_id);
  expire_unpaid();
  const auto command = by(coop);
  run(parts.presales.withdraw(command, first, "歉收")).value();
  settle();
  const auto second = open(10);
  receive(late.payment_id.str(), late.amount, "4200000000000042").value();
  EXPECT_EQ(show(second).taken, 0);
  EXPECT_EQ(refunds(), 2);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM orders WHERE replaces IS NOT NULL"), 0);
}

TEST_F(PresaleTest, WhatComesBackLateKeepsTheDayThatItWasPromised) {
  const auto id = open(10);
  const auto receipt = checkout(buyer, wanted(tea, 4)).value();
  const auto payment = open_payment(buyer, receipt.order_group_id);
  expire_unpaid();
  const auto supplier = by(coop), command = by(buyer);
  run(parts.presales.put_off(supplier, id, {*parse_date("2027-01-10"), "雨水多"})).value();
  receive(payment.payment_id.str(), payment.amount, "4200000000000051").value();
  EXPECT_EQ(show(id).taken, 4);
  const auto again = run(parts.ordering.orders(buyer, {})).value().items.at(0).order_id;
  EXPECT_EQ(order(buyer, again).replaces, receipt.orders[0].order_id);
  EXPECT_EQ(to_string(*order(buyer, again).lines[0].ships_by), "2026-12-20");
  EXPECT_EQ(run(parts.presales.leave(command, again, key())).value().value.lines[0].declined, 4);
}

// More came than was promised: it is bought as it is there, and may be sent at once.
TEST_F(PresaleTest, ALatePaymentMayBuyWhatHasComeMeanwhile) {
  const auto id = open(10);
  const auto receipt = checkout(buyer, wanted(tea, 4)).value();
  const auto payment = open_payment(buyer, receipt.order_group_id);
  expire_unpaid();
  close();
  stock(tea, 5);
  receive(payment.payment_id.str(), payment.amount, "4200000000000061").value();
  const auto again = run(parts.ordering.orders(buyer, {})).value().items.at(0).order_id;
  EXPECT_EQ(order(buyer, again).replaces, receipt.orders[0].order_id);
  EXPECT_FALSE(order(buyer, again).lines[0].presale_id);
  EXPECT_FALSE(order(buyer, again).lines[0].ships_by);
  EXPECT_EQ(show(id).taken, 0);
  EXPECT_EQ(pack_code(again), "packed");
}

// On credit nothing is paid, and the rest of the order is packed all the same.
TEST_F(PresaleTest, AWithdrawalLeavesTheRestOfAnOrderOnCredit) {
  const auto honey = publish({{}, tea.supplier, {}, 1, Money(9900), "岩蜂蜜"});
  stock(honey, 5);
  const auto id = open(10);
  const auto school = unit(identity::OrganisationKind::budget_unit);
  auto both = body({{&honey, 2}, {&tea, 3}}, PaymentChannel::bank_transfer), alone = wanted(tea, 1);
  both.accepts_presale = true;
  alone.payment_channel = PaymentChannel::bank_transfer;
  const auto receipt = checkout(school, both).value(), other_receipt = checkout(school, alone).value();
  const auto payment = open_payment(school, receipt.order_group_id, PaymentChannel::bank_transfer);
  const auto command = by(coop);
  run(parts.presales.withdraw(command, id, "遭了雹灾")).value();
  settle();
  const auto kept = order(school, receipt.orders[0].order_id);
  EXPECT_EQ(kept.state, OrderState::placed);
  EXPECT_EQ(kept.forgone, Money(3 * 5800));
  for (const auto& line : kept.lines) EXPECT_EQ(line.declined, line.sku_id == tea.sku ? 3 : 0);
  EXPECT_EQ(stock_of(honey).reserved, 2);
  EXPECT_EQ(run(parts.payments.payment(school, payment.payment_id))->state, PaymentState::closed);
  EXPECT_EQ(open_payment(school, receipt.order_group_id, PaymentChannel::bank_transfer).amount, Money(2 * 9900));
  const auto ended = order(school, other_receipt.orders[0].order_id);
  EXPECT_EQ(ended.state, OrderState::cancelled);
  EXPECT_EQ(ended.cancel_reason, "presale_withdrawn");
  EXPECT_EQ(show(id).state, PresaleState::withdrawn);
  EXPECT_EQ(show(id).taken, 0);
}

TEST_F(PresaleTest, APutOffIsToldToWhoeverStillWaits) {
  const auto honey = publish({{}, tea.supplier, {}, 1, Money(9900), "岩蜂蜜"});
  stock(honey, 5);
  const auto id = open(10);
  auto both = body({{&honey, 2}, {&tea, 3}});
  both.accepts_presale = true;
  const auto receipt = checkout(buyer, both).value();
  pay(buyer, receipt.order_group_id);
  const auto part = receipt.orders[0].order_id;
  const auto ready = consumer();
  const auto packed = paid(4, ready);
  const auto command = by(coop);
  PackBody named;
  named.parcels = std::vector<PackParcel>(1);
  for (const auto& line : order(buyer, part).lines) {
    if (line.sku_id == honey.sku) named.parcels->front().lines.push_back({line.line_id, 2});
  }
  ShipBody sent;
  sent.parcels.push_back({pack(part, named).value().value.parcels.at(0).parcel_id, "顺丰速运", "SF1"});
  run(parts.fulfilment.ship(command, part, sent, key())).value();
  ASSERT_EQ(order(buyer, part).state, OrderState::partly_shipped);
  close();
  db.clock.advance(hours(24 * 5));  // the fifth of December
  stock(tea, 4);
  ASSERT_EQ(pack_code(packed), "packed");
  run(parts.presales.put_off(command, id, {*parse_date("2027-01-10"), "雨水多"})).value();
  run(parts.fulfilment.deadlines().tell_due());
  const auto told = [&](const auth::Principal& who) {
    const auto names = told_to(who);
    return std::count(names.begin(), names.end(), "orders.presale_put_off.buyer");
  };
  EXPECT_EQ(told(buyer), 1);
  EXPECT_EQ(told(ready), 0) << "its goods are packed";
}

TEST_F(PresaleTest, WhoWasPromisedAnEarlierDayMayLeave) {
  const auto id = open(10);
  const auto order = paid(4, buyer);
  const auto command = by(buyer), supplier = by(coop);
  EXPECT_EQ(run(parts.presales.leave(command, order, key())).error().code, "promise_kept");
  EXPECT_EQ(run(parts.presales.put_off(supplier, id, {*parse_date("2026-12-20"), "雨"})).error().code,
            "invalid_request");
  EXPECT_EQ(
      to_string(run(parts.presales.put_off(supplier, id, {*parse_date("2027-01-10"), "雨水多"})).value().ships_by),
      "2027-01-10");
  EXPECT_EQ(to_string(*this->order(buyer, order).lines[0].ships_by), "2026-12-20");  // as it was promised
  EXPECT_EQ(run(parts.fulfilment.deadlines().tell_due()), 1);
  const auto told = told_to(buyer);
  EXPECT_EQ(std::count(told.begin(), told.end(), "orders.presale_put_off.buyer"), 1);
  EXPECT_EQ(run(parts.presales.leave(by(consumer()), order, key())).error().code, "order_not_found");
  const auto later = paid(2, buyer);  // knows the later day
  const auto left = run(parts.presales.leave(command, order, key())).value();
  EXPECT_EQ(left.value.lines[0].declined, 4);
  EXPECT_EQ(run(parts.presales.leave(command, later, key())).error().code, "promise_kept");
  EXPECT_EQ(show(id).taken, 2);
  db.clock.advance(hours(24 * 60));  // past every promise
  EXPECT_EQ(run(parts.presales.leave(command, later, key())).value().value.lines[0].declined, 2);
  run(parts.refunds.run_due());
  EXPECT_EQ(this->order(buyer, order).state, OrderState::refunded);
}

TEST_F(PresaleTest, BeginsWhenNothingIsThere) {
  const auto stranger = publish({});
  stock(stranger, 3, "L9");
  EXPECT_EQ(try_open(10, stranger).error().code, "stock_on_hand");
  open(5);
  EXPECT_EQ(try_open(10, tea).error().code, "presale_exists");
  PresaleBody body;
  body.sku_id = stranger.sku;
  body.allotment = 1;
  body.ends_at = db.clock.now() + hours(1);
  body.ships_from = body.ships_by = *parse_date("2026-12-05");
  const auto command = by(coop);
  EXPECT_EQ(run(parts.presales.open(command, body, key())).error().code, "sku_not_found");
  EXPECT_EQ(run(parts.presales.presales(seller(stranger.supplier), {})).value().items.size(), 0U);
  EXPECT_EQ(run(parts.presales.presales(platform(), {})).value().items.size(), 1U);
}

}  // namespace
}  // namespace shanhai::orders
