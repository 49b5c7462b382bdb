// Orders on credit of which a part, or nothing, will come: what nobody has paid is not owed.
#include "tests/integration/orders/parcels_world.hpp"

namespace shanhai::orders {
namespace {

class DeclinedCredit : public ParcelsTest {};

// On credit nobody has paid yet: what will not come is not owed, and the measure of what was ordered shrinks by it.
TEST_F(DeclinedCredit, APartOfAnUnpaidOrderIsDeclined) {
  stock(tea, 10);
  stock(honey, 10);
  who = unit(identity::OrganisationKind::budget_unit);
  const auto receipt = placed(who, {{&tea, 5}, {&honey, 2}}, PaymentChannel::bank_transfer);
  const auto id = receipt.orders[0].order_id;
  const auto before = open_payment(who, receipt.order_group_id, PaymentChannel::bank_transfer);
  const auto view = decline(id, {{line(id, 0), 2}}).value();
  EXPECT_EQ(view.state, OrderState::placed);
  EXPECT_EQ(view.forgone, Money(2 * 5800));
  EXPECT_EQ(view.refunded, Money());
  EXPECT_EQ(view.lines[0].declined, 2);
  EXPECT_EQ(stock_of(tea).reserved, 3);
  const auto told = events(kOrderRefunded);
  ASSERT_EQ(told.size(), 1U);
  const auto facts = json::read<OrderRefunded>(told[0].payload).value();
  EXPECT_EQ(facts.counted, std::vector<Measure>{Measure::ordered});
  ASSERT_EQ(facts.lines.size(), 1U);
  EXPECT_EQ(facts.lines[0].amount, Money(2 * 5800));
  EXPECT_EQ(run(parts.payments.payment(who, before.payment_id))->state, PaymentState::closed) << "it asks for more";
  const auto names = told_to(who);
  EXPECT_EQ(std::count(names.begin(), names.end(), "orders.lines_forgone.buyer"), 1);
  EXPECT_EQ(std::count(names.begin(), names.end(), "orders.order_refunded.buyer"), 0);
  expect_reconciled();
  // The rest is packed, shipped, accepted and paid like any other.
  const auto parcel = pack(id).value().parcels.at(0).parcel_id;
  EXPECT_EQ(ship(id, parcel)->state, OrderState::shipped);
  const auto buyer = by(who);
  run(parts.fulfilment.accept(buyer, id)).value();
  const auto left = Money(3 * 5800 + 2 * 9900);
  EXPECT_EQ(balance(Account::trade_receivable), left);
  const auto payment = open_payment(who, receipt.order_group_id, PaymentChannel::bank_transfer);
  EXPECT_EQ(payment.amount, left);
  const auto statement = "booked_on,amount_fen,reference,payer_name,entry_number\n" +
                         to_string(china_date(db.clock.now())) + ',' + std::to_string(left.fen()) + ',' +
                         payment.bank_transfer->reference_code + ",学校,E-1\n";
  const auto operates = by(platform());
  run(parts.statements.import(operates, statement, key())).value();
  EXPECT_EQ(order(who, id).paid, left);
  EXPECT_EQ(balance(Account::trade_receivable), Money());
  // And given back entirely it is refunded, though less was paid than it came to.
  ReturnBody claim{id, {{line(id, 0), 3}, {line(id, 1), 2}}, ReturnKind::quality, {}, "霉变", {}};
  const auto asked = run(parts.returns.request(buyer, claim, key())).value().value.return_id;
  const auto supplier = by(coop);
  run(parts.returns.refund(supplier, asked, "无需退回", key())).value();
  RefundQuery query;
  query.channel = PaymentChannel::bank_transfer;
  const auto refund = run(parts.refunds.refunds(query)).value().items.at(0);
  EXPECT_EQ(refund.amount, left);
  const auto out = "booked_on,amount_fen,reference,payer_name,entry_number\n" + to_string(china_date(db.clock.now())) +
                   ",-" + std::to_string(left.fen()) + ',' + *refund.reference_code + ",学校,E-2\n";
  run(parts.statements.import(operates, out, key())).value();
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
}

TEST_F(DeclinedCredit, AnUnpaidOrderOfWhichNothingComesEnds) {
  stock(tea, 10);
  who = unit(identity::OrganisationKind::budget_unit);
  const auto receipt = placed(who, {{&tea, 5}}, PaymentChannel::bank_transfer);
  const auto id = receipt.orders[0].order_id;
  decline(id, {{line(id), 2}}).value();
  const auto parcel = pack(id).value().parcels.at(0).parcel_id;
  EXPECT_EQ(decline(id).error().code, "order_state") << "all that is left is packed";
  unpack(id, parcel).value();
  const auto view = decline(id).value();
  EXPECT_EQ(view.state, OrderState::cancelled);
  EXPECT_EQ(view.cancel_reason, "undelivered");
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_EQ(events(kOrderCancelled).size(), 1U);
  const auto names = told_to(who);
  EXPECT_EQ(std::count(names.begin(), names.end(), "orders.order_undelivered.buyer"), 1);
  EXPECT_EQ(decline(id).error().code, "order_state");
  // A consumer's order that is not paid is none of the supplier's business.
  const auto unpaid = placed(consumer(), {{&tea, 1}}).orders[0].order_id;
  EXPECT_EQ(decline(unpaid).error().code, "order_state");
}

// Packed and opened again, it is not packed: its buyer may still cancel it, else nobody could end it.
TEST_F(DeclinedCredit, WhatWasOpenedAgainMayBeCancelled) {
  stock(tea, 10);
  who = unit(identity::OrganisationKind::budget_unit);
  const auto receipt = placed(who, {{&tea, 2}}, PaymentChannel::bank_transfer);
  const auto id = receipt.orders[0].order_id;
  const auto parcel = pack(id).value().parcels.at(0).parcel_id;
  const auto buyer = by(who);
  EXPECT_EQ(run(parts.ordering.cancel(buyer, id, "不要了")).error().code, "order_state");
  unpack(id, parcel).value();
  EXPECT_EQ(run(parts.ordering.cancel(buyer, id, "undelivered")).error().fields.at(0).code, "reserved");
  EXPECT_EQ(run(parts.ordering.cancel(buyer, id, "不要了"))->state, OrderState::cancelled);
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

}  // namespace
}  // namespace shanhai::orders
