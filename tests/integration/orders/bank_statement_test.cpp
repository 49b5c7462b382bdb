#include "services/orders/payment/bank_transfer/statement.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class BankStatementTest : public World {
 protected:
  BankStatementTest() { stock(tea, 100); }

  struct Entry {
    std::int64_t fen;
    std::string reference;
    std::string number;
  };
  Result<db::Replayable<StatementReceipt>> import(const std::vector<Entry>& entries,
                                                  std::optional<db::IdempotencyKey> with = {}) {
    std::string csv = "booked_on,amount_fen,reference,payer_name,entry_number\n";
    for (const auto& entry : entries) {
      csv += "2026-11-23," + std::to_string(entry.fen) + ",\"采购款 " + entry.reference + "\",佛山市某单位," +
             entry.number + "\n";
    }
    const auto command = by(platform());
    return run(parts.statements.import(command, csv, with ? *with : key()));
  }
  PaymentView payment(OrderGroupId group) { return open_payment(who, group, PaymentChannel::bank_transfer); }
  PaymentView now(const PaymentView& payment) { return run(parts.payments.payment(who, payment.payment_id)).value(); }

  Product tea = publish({});
  auth::Principal who = unit(identity::OrganisationKind::trade_union);
  auth::Principal consumer_ = consumer();
};

TEST_F(BankStatementTest, ExactMoneyPays) {
  const auto receipt = placed(who, {{&tea, 3}}, PaymentChannel::bank_transfer);
  const auto asked = payment(receipt.order_group_id);
  EXPECT_EQ(asked.state, PaymentState::awaiting);
  EXPECT_EQ(asked.bank_transfer->payee_account, "44050100000000000001");
  const auto booked =
      import({{17400, asked.bank_transfer->reference_code, "E1"}, {99, "别的款项", "E2"}}).value().value;
  ASSERT_EQ(booked.matched.size(), 1U);
  EXPECT_EQ(booked.matched[0].payment_id, asked.payment_id);
  EXPECT_TRUE(booked.matched[0].paid);
  ASSERT_EQ(booked.unmatched.size(), 1U);
  EXPECT_EQ(booked.unmatched[0].reason, "no_reference");
  EXPECT_EQ(now(asked).state, PaymentState::paid);
  EXPECT_EQ(order(who, receipt.orders[0].order_id).state, OrderState::paid);
  EXPECT_EQ(balance(Account::bank_receivable), Money(17400));
}

TEST_F(BankStatementTest, PartsAddUp) {
  const auto receipt = placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto asked = payment(receipt.order_group_id);
  const auto& code = asked.bank_transfer->reference_code;
  EXPECT_FALSE(import({{3000, code, "E1"}})->value.matched[0].paid);
  EXPECT_EQ(now(asked).unapplied, Money(3000));
  EXPECT_EQ(order(who, receipt.orders[0].order_id).state, OrderState::placed);
  EXPECT_TRUE(import({{2800, code, "E2"}})->value.matched[0].paid);
  EXPECT_EQ(now(asked).unapplied, Money());
  EXPECT_EQ(order(who, receipt.orders[0].order_id).state, OrderState::paid);
}

TEST_F(BankStatementTest, TooMuchIsKeptAndListed) {
  const auto receipt = placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto asked = payment(receipt.order_group_id);
  const auto booked = import({{6000, asked.bank_transfer->reference_code, "E1"}})->value;
  EXPECT_EQ(booked.matched[0].unapplied, Money(200));
  import({{ 50, asked.bank_transfer->reference_code, "E2" }}).value();
  const auto unapplied = run(parts.statements.unapplied({})).value();
  ASSERT_EQ(unapplied.items.size(), 1U);
  EXPECT_EQ(unapplied.items[0].payment_id, asked.payment_id);
  EXPECT_EQ(unapplied.items[0].unapplied, Money(250));
  EXPECT_EQ(balance(Account::buyer_deposits), Money(-250));
}

TEST_F(BankStatementTest, AnEntryIsUsedOnce) {
  const auto receipt = placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto code = payment(receipt.order_group_id).bank_transfer->reference_code;
  import({{ 3000, code, "E1" }}).value();
  const auto again = import({{3000, code, "E1"}, {2800, code, "E2"}}).value().value;
  ASSERT_EQ(again.unmatched.size(), 1U);
  EXPECT_EQ(again.unmatched[0].reason, "entry_used");
  ASSERT_EQ(again.matched.size(), 1U);
  EXPECT_EQ(balance(Account::bank_receivable), Money(5800));
}

TEST_F(BankStatementTest, AReplayAnswersTheSame) {
  const auto receipt = placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto code = payment(receipt.order_group_id).bank_transfer->reference_code;
  const auto same = key("statement");
  const auto first = import({{5800, code, "E1"}}, same).value();
  const auto second = import({{5800, code, "E1"}}, same).value();
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(json::print(first.value), json::print(second.value));
}

TEST_F(BankStatementTest, SaysWhatMatchesNothing) {
  SeededRandom random(7);
  const auto unknown = make_reference_code(random), other = make_reference_code(random);
  const auto booked =
      import({{1, unknown, "E1"}, {1, unknown + " " + other, "E2"}, {-5, unknown, "E3"}, {0, unknown, "E4"}})
          .value()
          .value;
  std::vector<std::string> reasons;
  for (const auto& entry : booked.unmatched) reasons.push_back(entry.reason);
  EXPECT_EQ(reasons,
            (std::vector<std::string>{"unknown_reference", "ambiguous_reference", "not_incoming", "not_incoming"}));
}

TEST_F(BankStatementTest, AWrongCellImportsNothing) {
  const auto receipt = placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto code = payment(receipt.order_group_id).bank_transfer->reference_code;
  const auto refused = import({{5800, code, "E1"}, {1, code, "E 2"}});
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/2/entry_number");
  EXPECT_EQ(order(who, receipt.orders[0].order_id).state, OrderState::placed);
}

TEST_F(BankStatementTest, LateMoneyPlacesAgainOrIsToBePaidBackByHand) {
  const auto receipt = placed(who, {{&tea, 100}}, PaymentChannel::bank_transfer);
  const auto code = payment(receipt.order_group_id).bank_transfer->reference_code;
  db.clock.advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(run(parts.ordering.expire_due()), 1);
  placed(who, {{&tea, 1}});
  import({{ 580000, code, "E1" }}).value();
  RefundQuery query;
  const auto refunds = run(parts.refunds.refunds(query)).value();
  ASSERT_EQ(refunds.items.size(), 1U);
  EXPECT_EQ(refunds.items[0].kind, RefundKind::late_payment);
  EXPECT_EQ(refunds.items[0].amount, Money(580000));
  EXPECT_EQ(run(parts.refunds.run_due()), 0);  // no channel pays it
  const auto command = by(platform());
  const auto id = refunds.items[0].refund_id;
  const auto same = key("confirm");
  EXPECT_EQ(run(parts.refunds.confirm(command, id, "OUT-1", key())).error().code, "bank_entry_not_found");
  import({{-580000, "退款", "OUT-1"}, {-579999, "退款", "OUT-2"}, { 580000, "x", "IN-1" }}).value();
  EXPECT_EQ(run(parts.refunds.confirm(command, id, "OUT-2", key())).error().code, "amount_mismatch");
  EXPECT_EQ(run(parts.refunds.confirm(command, id, "IN-1", key())).error().fields.at(0).pointer, "/entry_number");
  const auto confirmed = run(parts.refunds.confirm(command, id, "OUT-1", same)).value();
  EXPECT_FALSE(confirmed.replayed);
  EXPECT_EQ(confirmed.value.state, RefundState::succeeded);
  EXPECT_TRUE(run(parts.refunds.confirm(command, id, "OUT-1", same)).value().replayed);
  EXPECT_EQ(run(parts.refunds.confirm(command, id, "OUT-1", key())).error().code, "refund_state");
  EXPECT_EQ(audited("orders.refund.confirm"), std::vector<std::string>{command.caller.actor() + ' ' + id.str()});
  EXPECT_EQ(balance(Account::bank_receivable), Money());
}

TEST_F(BankStatementTest, WhatNoOrderTookIsGivenBackOnce) {
  const auto receipt = placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto asked = payment(receipt.order_group_id);
  import({{ 6000, asked.bank_transfer->reference_code, "E1" }}).value();
  const auto command = by(platform());
  const auto same = key("give back");
  const auto given = run(parts.refunds.give_back(command, asked.payment_id, "多付", same)).value();
  EXPECT_EQ(given.value.amount, Money(200));
  EXPECT_EQ(given.value.state, RefundState::processing);
  EXPECT_TRUE(run(parts.refunds.give_back(command, asked.payment_id, "多付", same)).value().replayed);
  EXPECT_EQ(run(parts.refunds.give_back(command, asked.payment_id, "多付", key())).error().code,
            "nothing_to_give_back");
  EXPECT_EQ(run(parts.refunds.give_back(command, PaymentId::make(db.clock, db.random), "x", key())).error().code,
            "payment_not_found");
  EXPECT_EQ(audited("orders.payment.give_back").size(), 1U);
  import({{ -200, "退多付", "OUT-1" }}).value();
  run(parts.refunds.confirm(command, given.value.refund_id, "OUT-1", key())).value();
  EXPECT_EQ(balance(Account::bank_receivable), Money(5800));
  EXPECT_EQ(balance(Account::buyer_deposits), Money());
}

// Two refunds of one amount: an entry shows that one of them was paid.
TEST_F(BankStatementTest, AnEntryConfirmsOneRefund) {
  std::vector<RefundId> refunds;
  const auto command = by(platform());
  for (const auto* entry : {"E1", "E2"}) {
    const auto asked = payment(placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer).order_group_id);
    import({{ 6000, asked.bank_transfer->reference_code, entry }}).value();
    refunds.push_back(run(parts.refunds.give_back(command, asked.payment_id, "多付", key())).value().value.refund_id);
  }
  import({{ -200, "退款", "OUT-1" }}).value();
  run(parts.refunds.confirm(command, refunds[0], "OUT-1", key())).value();
  const auto refused = run(parts.refunds.confirm(command, refunds[1], "OUT-1", key())).error();
  EXPECT_EQ(refused.code, "bank_entry_used");
  EXPECT_EQ(refused.fields.at(0).pointer, "/entry_number");
  EXPECT_EQ(run(parts.refunds.refunds({})).value().items.at(0).refund_id, refunds[1]);
  EXPECT_EQ(balance(Account::bank_receivable), Money(11800));
}

TEST_F(BankStatementTest, TheSameEntryAtOnceConfirmsOneRefund) {
  std::vector<RefundId> refunds;
  const auto command = by(platform());
  for (const auto* entry : {"E1", "E2"}) {
    const auto asked = payment(placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer).order_group_id);
    import({{ 6000, asked.bank_transfer->reference_code, entry }}).value();
    refunds.push_back(run(parts.refunds.give_back(command, asked.payment_id, "多付", key())).value().value.refund_id);
  }
  import({{ -200, "退款", "OUT-1" }}).value();
  std::vector<db::IdempotencyKey> keys{key(), key()};
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      if (run(parts.refunds.confirm(command, refunds[i], "OUT-1", keys[i])).has_value()) ++done;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(balance(Account::bank_receivable), Money(11800));
}

TEST_F(BankStatementTest, OutgoingMoneyPaysTheRefundItNames) {
  const auto asked = payment(placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer).order_group_id);
  import({{ 6000, asked.bank_transfer->reference_code, "E1" }}).value();
  const auto command = by(platform());
  const auto refund = run(parts.refunds.give_back(command, asked.payment_id, "多付", key())).value().value;
  ASSERT_TRUE(refund.reference_code);
  ASSERT_TRUE(is_reference_code(*refund.reference_code));
  const auto wrong = import({{-201, *refund.reference_code, "OUT-1"}}).value().value;
  EXPECT_EQ(wrong.unmatched.at(0).reason, "amount_mismatch");
  const auto booked = import({{-200, *refund.reference_code, "OUT-2"}, {-200, *refund.reference_code, "OUT-3"}});
  ASSERT_EQ(booked->value.paid_out.size(), 1U);
  EXPECT_EQ(booked->value.paid_out[0].refund_id, refund.refund_id);
  EXPECT_EQ(booked->value.unmatched.at(0).reason, "refund_state");  // paid twice: an operator finds it in the list
  RefundQuery query;
  query.state = RefundState::succeeded;
  EXPECT_EQ(run(parts.refunds.refunds(query)).value().items.at(0).bank_entry, "OUT-2");
  EXPECT_EQ(balance(Account::bank_receivable), Money(5800));
}

TEST_F(BankStatementTest, APartSaysWhatIsMissing) {
  const auto asked = payment(placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer).order_group_id);
  EXPECT_EQ(asked.missing, Money(5800));
  import({{ 3000, asked.bank_transfer->reference_code, "E1" }}).value();
  EXPECT_EQ(now(asked).state, PaymentState::awaiting);
  EXPECT_EQ(now(asked).missing, Money(2800));
  EXPECT_EQ(payment(asked.order_group_id).payment_id, asked.payment_id);  // still the one to pay
  import({{ 2801, asked.bank_transfer->reference_code, "E2" }}).value();
  EXPECT_EQ(now(asked).missing, Money());
  EXPECT_EQ(now(asked).unapplied, Money(1));
}

TEST_F(BankStatementTest, WhatNamesNothingIsMatchedByHand) {
  const auto asked = payment(placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer).order_group_id);
  import({{5800, "忘了写编码", "E1"}, {7, "利息", "E2"}, { -3, "手续费", "E3" }}).value();
  const auto waiting = run(parts.statements.entries({})).value();
  ASSERT_EQ(waiting.items.size(), 3U);
  EXPECT_EQ(waiting.items[0].entry_number, "E1");
  EXPECT_EQ(waiting.items[0].reference, "采购款 忘了写编码");
  EXPECT_EQ(waiting.items[0].payer_name, "佛山市某单位");
  EXPECT_EQ(waiting.items[0].reason, "no_reference");
  const auto command = by(platform());
  const auto same = key("match");
  const MatchEntryBody match{Text<1, 40>("E1"), asked.payment_id, Text<1, 200>("付款单位电话确认")};
  const auto matched = run(parts.statements.match(command, match, same)).value();
  EXPECT_TRUE(matched.value.paid);
  EXPECT_TRUE(run(parts.statements.match(command, match, same)).value().replayed);
  EXPECT_EQ(run(parts.statements.match(command, match, key())).error().code, "bank_entry_used");
  EXPECT_EQ(now(asked).state, PaymentState::paid);
  EXPECT_EQ(audited("orders.bank_entry.match"),
            std::vector<std::string>{command.caller.actor() + ' ' + asked.payment_id.str()});
  run(parts.statements.dismiss(command, {Text<1, 40>("E2"), Text<1, 200>("银行利息")}, key())).value();
  run(parts.statements.dismiss(command, {Text<1, 40>("E3"), Text<1, 200>("银行手续费")}, key())).value();
  EXPECT_EQ(run(parts.statements.dismiss(command, {Text<1, 40>("E1"), Text<1, 200>("x")}, key())).error().code,
            "bank_entry_used");
  EXPECT_TRUE(run(parts.statements.entries({})).value().items.empty());
  BankEntryQuery dismissed;
  dismissed.state = BankEntryState::dismissed;
  EXPECT_EQ(run(parts.statements.entries(dismissed)).value().items.size(), 2U);
  // Imported again, it stays what it has become.
  EXPECT_EQ(import({{5800, "忘了写编码", "E1"}})->value.unmatched.at(0).reason, "entry_used");
  EXPECT_EQ(import({{5801, "忘了写编码", "E1"}})->value.unmatched.at(0).reason, "entry_differs");
  EXPECT_EQ(balance(Account::bank_receivable), Money(5800));
}

TEST_F(BankStatementTest, MatchingNamesWhatIsWrong) {
  const auto asked = payment(placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer).order_group_id);
  const auto by_wechat = open_payment(consumer_, placed(consumer_, {{&tea, 1}}).order_group_id);
  import({{5800, "x", "E1"}, { -5, "x", "E2" }}).value();
  const auto command = by(platform());
  const auto refusal = [&](const char* entry, PaymentId of) {
    const auto error = run(parts.statements.match(command, {Text<1, 40>(entry), of, Text<1, 200>("x")}, key())).error();
    return error.code + ' ' + error.fields.at(0).pointer;
  };
  EXPECT_EQ(refusal("E9", asked.payment_id), "bank_entry_not_found /entry_number");
  EXPECT_EQ(refusal("E2", asked.payment_id), "entry_not_incoming /entry_number");
  EXPECT_EQ(refusal("E1", PaymentId::make(db.clock, db.random)), "payment_not_found /payment_id");
  EXPECT_EQ(refusal("E1", by_wechat.payment_id), "payment_not_by_bank /payment_id");
  EXPECT_EQ(run(parts.statements.entries({})).value().items.size(), 2U);
}

TEST_F(BankStatementTest, APartGivenBackPaysNothingLater) {
  const auto receipt = placed(who, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto asked = payment(receipt.order_group_id);
  const auto& code = asked.bank_transfer->reference_code;
  import({{ 3000, code, "E1" }}).value();
  const auto command = by(platform());
  EXPECT_EQ(run(parts.refunds.give_back(command, asked.payment_id, "x", key())).error().code, "payment_state");
  db.clock.advance(std::chrono::hours(24 * 31));
  run(parts.ordering.expire_due());
  EXPECT_EQ(run(parts.refunds.give_back(command, asked.payment_id, "过期", key())).value().value.amount, Money(3000));
  const auto parts_told = [&] {
    const auto names = told_to(who);
    return std::count(names.begin(), names.end(), "orders.payment_part.buyer");
  };
  EXPECT_EQ(parts_told(), 1);
  EXPECT_FALSE(import({{2800, code, "E2"}})->value.matched[0].paid);  // not the rest of anything
  EXPECT_EQ(parts_told(), 1) << "nothing is owed for it";
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_EQ(now(asked).unapplied, Money(2800));
  EXPECT_TRUE(import({{3000, code, "E3"}})->value.matched[0].paid);
  EXPECT_EQ(stock_of(tea).reserved, 1);
  EXPECT_EQ(now(asked).unapplied, Money());
}

TEST_F(BankStatementTest, AUnitOnCreditPaysAfterAcceptance) {
  const auto school = unit(identity::OrganisationKind::budget_unit);
  const auto receipt = placed(school, {{&tea, 2}}, PaymentChannel::bank_transfer);
  const auto id = receipt.orders[0].order_id;
  fulfil(id);
  const auto command = by(school);
  EXPECT_EQ(run(parts.fulfilment.accept(command, id)).value().state, OrderState::accepted);
  run(parts.fulfilment.rate(command, id, {5, std::nullopt}, key())).value();
  EXPECT_EQ(balance(Account::trade_receivable), Money(11600));
  EXPECT_TRUE(events(kOrderPurchaseCompleted).empty());
  db.clock.advance(std::chrono::hours(24 * 40));
  run(parts.ordering.expire_due());
  EXPECT_EQ(run(parts.fulfilment.complete_due()), 0);  // not paid
  const auto asked = open_payment(school, receipt.order_group_id, PaymentChannel::bank_transfer);
  import({{ 11600, asked.bank_transfer->reference_code, "E1" }}).value();
  EXPECT_EQ(order(school, id).state, OrderState::accepted);
  EXPECT_TRUE(order(school, id).paid_at);
  EXPECT_EQ(balance(Account::trade_receivable), Money());
  EXPECT_EQ(events(kOrderPaid).size(), 1U);
  EXPECT_EQ(events(kOrderPurchaseCompleted).size(), 1U);
  EXPECT_EQ(run(parts.fulfilment.complete_due()), 1);
}

}  // namespace
}  // namespace shanhai::orders
