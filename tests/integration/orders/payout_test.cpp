// Cooperatives are paid out: their bank accounts, batches, the bank's file, what the bank says, and debts.
#include "common/base/encoding.hpp"
#include "tests/integration/orders/settlement_world.hpp"

namespace shanhai::orders {
namespace {

class PayoutAccountTest : public SettlementWorld {
 protected:
  PayoutAccountView shown(PayoutAccountId id, const auth::Principal& who) {
    const auto page = run(parts.payout_accounts.list(who, {})).value();
    for (const auto& item : page.items) {
      if (item.payout_account_id == id) return item;
    }
    throw std::runtime_error("the account is not listed");
  }
  std::vector<std::string> wrong_places(PayoutAccountBody body) {
    const auto command = by(chief);
    const auto refused = run(parts.payout_accounts.add(command, std::move(body), key()));
    std::vector<std::string> out;
    for (const auto& field : refused.error().fields) out.push_back(field.pointer + " " + field.code);
    return out;
  }
};

TEST_F(PayoutAccountTest, HoldsOnceItIsApprovedOrItsTimeIsOver) {
  const auto first = add_account(chief, account_body());
  EXPECT_EQ(first.state, PayoutAccountState::pending);
  EXPECT_TRUE(first.holder_matches);
  const auto approve = by(op);
  EXPECT_EQ(run(parts.payout_accounts.approve(approve, first.payout_account_id, "一致"))->state,
            PayoutAccountState::in_use);
  EXPECT_EQ(run(parts.payout_accounts.approve(approve, first.payout_account_id, "一致")).error().code,
            "payout_account_state");
  db.clock.advance(std::chrono::milliseconds(1));  // the newer one is told by its id
  const auto second = add_account(chief, account_body("6222020200099999999")).payout_account_id;
  EXPECT_EQ(shown(second, chief).state, PayoutAccountState::pending);
  EXPECT_EQ(shown(first.payout_account_id, chief).state, PayoutAccountState::in_use);
  db.clock.advance(std::chrono::hours(24 * 3) - std::chrono::seconds(1));
  EXPECT_EQ(shown(second, op).state, PayoutAccountState::pending);
  db.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(shown(second, op).state, PayoutAccountState::in_use);
  EXPECT_EQ(shown(first.payout_account_id, op).state, PayoutAccountState::replaced);
}

TEST_F(PayoutAccountTest, AnothersNameWaitsForTheOperatorWithoutEnd) {
  const auto id = add_account(chief, account_body("6222020200012345678", "张三")).payout_account_id;
  db.clock.advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(shown(id, op).state, PayoutAccountState::pending);
  EXPECT_FALSE(shown(id, op).holder_matches);
  const auto command = by(op);
  EXPECT_EQ(run(parts.payout_accounts.approve(command, id, "个体户经营者"))->state, PayoutAccountState::in_use);
}

TEST_F(PayoutAccountTest, ANewOneSupersedesOneThatWaits) {
  const auto stolen = add_account(chief, account_body("6222020200000000001")).payout_account_id;
  const auto own = add_account(chief, account_body("6222020200000000002")).payout_account_id;
  db.clock.advance(std::chrono::hours(24 * 4));
  EXPECT_EQ(shown(stolen, chief).state, PayoutAccountState::refused);
  EXPECT_EQ(shown(own, chief).state, PayoutAccountState::in_use);
  const auto third = add_account(chief, account_body("6222020200000000003")).payout_account_id;
  const auto withdraw = by(chief), refuse = by(op);
  EXPECT_EQ(run(parts.payout_accounts.refuse(withdraw, third, "不是我们登记的"))->state, PayoutAccountState::refused);
  const auto fourth = add_account(chief, account_body("6222020200000000004")).payout_account_id;
  EXPECT_EQ(run(parts.payout_accounts.refuse(refuse, fourth, "电话核实未通过"))->decision_reason, "电话核实未通过");
  db.clock.advance(std::chrono::hours(24 * 4));
  EXPECT_EQ(shown(fourth, op).state, PayoutAccountState::refused);
  EXPECT_EQ(shown(own, op).state, PayoutAccountState::in_use);
}

TEST_F(PayoutAccountTest, RegisteringAtOnceLeavesOneThatWaits) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] { add_account(chief, account_body("622202020000000000" + std::to_string(i))); });
  }
  for (auto& thread : threads) thread.join();
  int pending = 0;
  const auto page = run(parts.payout_accounts.list(chief, {})).value();
  for (const auto& item : page.items) pending += item.state == PayoutAccountState::pending;
  EXPECT_EQ(page.items.size(), 4U);
  EXPECT_EQ(pending, 1);
}

TEST_F(PayoutAccountTest, IsSealedAndShownMasked) {
  const auto id = add_account(chief, account_body()).payout_account_id;
  EXPECT_EQ(shown(id, chief).masked_number, "**** 5678");
  EXPECT_EQ(shown(id, chief).holder, "昭觉县合作社");
  EXPECT_EQ(shown(id, seller(tea.supplier)).holder, std::nullopt);  // a member, no administrator
  constexpr db::Query kRaw{"test.raw", "SELECT sealed, last_digits FROM payout_account"};
  const auto raw =
      db.transaction([&](db::Tx& tx) -> Result<std::string> {
          const auto rows = tx.query(kRaw);
          return rows.front().get<db::Bytes>("sealed").value + rows.front().get<std::string>("last_digits");
        }).value();
  EXPECT_EQ(raw.find("6222"), std::string::npos);
  EXPECT_EQ(raw.find("昭觉"), std::string::npos);
  for (const auto& event : events()) {
    EXPECT_EQ(json::to_text(event.payload).find("12345678"), std::string::npos) << event.type;
  }
}

TEST_F(PayoutAccountTest, TakesWhatABankTakes) {
  auto body = account_body("62220202000123456 8", "=cmd|'/C calc'!A0");
  body.bank = "@SUM(A1)";
  body.branch = "+1";
  body.bank_code = "10265100003X";
  EXPECT_EQ(wrong_places(body),
            (std::vector<std::string>{"/holder not_a_plain_name", "/bank not_a_plain_name", "/branch not_a_plain_name",
                                      "/account_number expected_digits", "/bank_code expected_digits"}));
  const auto member = by(seller(tea.supplier));
  EXPECT_EQ(run(parts.payout_accounts.add(member, account_body(), key())).error().code, "administrator_required");
}

TEST_F(PayoutAccountTest, IsItsSuppliersOwn) {
  const auto id = add_account(chief, account_body()).payout_account_id;
  auto stranger = seller(OrganisationId::make(db.clock, db.random));
  stranger.administrator = true;
  const auto command = by(stranger);
  EXPECT_EQ(run(parts.payout_accounts.refuse(command, id, "x")).error().code, "payout_account_not_found");
  EXPECT_TRUE(run(parts.payout_accounts.list(stranger, {})).value().items.empty());
  PayoutAccountQuery query;
  query.supplier_id = tea.supplier;
  EXPECT_EQ(run(parts.payout_accounts.list(stranger, query)).error().code, "supplier_not_found");
  EXPECT_EQ(run(parts.payout_accounts.list(op, query)).value().items.size(), 1U);
}

class PayoutTest : public SettlementWorld {};

TEST_F(PayoutTest, ABatchPaysWhatIsPayableAndFreezesItsEntries) {
  account_of(chief);
  completed(tea, 2);
  completed(tea, 3);
  accepted(buyer, {{&tea, 1}});  // may still be returned
  const auto batch = make_batch().value().value;
  EXPECT_EQ(batch.total, Money(5 * 5800));
  const auto payout = batch.items.value().at(0);
  EXPECT_EQ(payout.amount, Money(5 * 5800));
  EXPECT_EQ(payout.entries, 2);
  EXPECT_EQ(payout.masked_number, "**** 5678");
  const auto account = settled(chief);
  EXPECT_EQ(account.available, Money());
  EXPECT_EQ(account.in_flight, Money(5 * 5800));
  EXPECT_EQ(account.payable, Money(5800));
  EXPECT_EQ(balance(Account::payouts_in_flight), Money(-5 * 5800));
  const auto covered = run(parts.payouts.entries(chief, payout.payout_id, {})).value();
  ASSERT_EQ(covered.items.size(), 2U);
  EXPECT_EQ(covered.items[0].amount + covered.items[1].amount, payout.amount);
  EXPECT_EQ(covered.items[0].kind, LedgerKind::completion);
  EXPECT_EQ(make_batch().error().code, "nothing_to_pay_out");
  EXPECT_EQ(events(kPayoutMade).size(), 1U);
  EXPECT_EQ(audited("orders.payout_batch.make"),
            (std::vector<std::string>{op.actor() + " " + batch.payout_batch_id.str()}));
}

TEST_F(PayoutTest, OncePerKey) {
  account_of(chief);
  completed(tea, 2);
  const auto same = key("batch");
  const auto first = make_batch({}, same).value();
  completed(tea, 1);
  const auto again = make_batch({}, same).value();
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.value.payout_batch_id, first.value.payout_batch_id);
  EXPECT_EQ(settled(chief).in_flight, Money(2 * 5800));
}

TEST_F(PayoutTest, BatchesAtOncePayEveryEntryOnce) {
  std::vector<Product> products{tea};
  for (int i = 0; i < 3; ++i) products.push_back(publish({}));
  for (auto& product : products) {
    auto owner = seller(product.supplier);
    owner.administrator = true;
    account_of(owner);
    stock(product, 50, "L9");
  }
  for (int round = 0; round < 3; ++round) {
    for (const auto& product : products) accepted(buyer, {{&product, 2}});
    db.clock.advance(std::chrono::hours(24 * 9));
    run(parts.fulfilment.complete_due());
    std::atomic<int> made = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const auto batch = make_batch();
        if (batch.has_value()) made += static_cast<int>(batch->value.payouts);
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made, 4) << round;
  }
  EXPECT_EQ(balance(Account::payouts_in_flight), Money(-3 * 4 * 2 * 5800));
}

TEST_F(PayoutTest, LeavesOutWhomItCannotPay) {
  Product honey = publish({});
  stock(honey, 10, "L2");
  completed(honey, 2);  // no account
  EXPECT_EQ(make_batch().error().code, "nothing_to_pay_out");
  account_of(chief);
  completed(tea, 1);  // 58 yuan: below the minimum of 100
  EXPECT_EQ(make_batch().error().code, "nothing_to_pay_out");
  completed(tea, 1);
  PayoutBatchBody body;
  body.supplier_ids = {tea.supplier, honey.supplier, OrganisationId::make(db.clock, db.random)};
  const auto batch = make_batch(body).value().value;
  EXPECT_EQ(batch.payouts, 1);
  ASSERT_EQ(batch.skipped.size(), 2U);
  for (const auto& skipped : batch.skipped) {
    EXPECT_EQ(skipped.reason,
              skipped.supplier_id == honey.supplier ? PayoutSkip::no_account : PayoutSkip::below_minimum);
  }
  body.supplier_ids = {tea.supplier, tea.supplier};
  EXPECT_EQ(make_batch(body).error().fields.at(0).pointer, "/supplier_ids/1");
  body.supplier_ids->clear();
  EXPECT_EQ(make_batch(body).error().fields.at(0).pointer, "/supplier_ids");
}

TEST_F(PayoutTest, TheBanksFileIsTheSameBytesEveryTime) {
  account_of(chief);
  completed(tea, 2);
  const auto batch = make_batch().value().value;
  const auto id = batch.payout_batch_id;
  const auto file = exported(id);
  const auto payout = batch.items.value().at(0).payout_id;
  EXPECT_EQ(file,
            "\xEF\xBB\xBF"
            R"("序号","收款账号","收款户名","开户银行","开户网点","联行号","金额（元）","用途","业务参考号")"
            "\r\n"
            R"("1","6222020200012345678","昭觉县合作社","凉山农村商业银行","","","116.00","货款结算",")" +
                payout.str() + "\"\r\n");
  confirm(payout, "B1").value();
  account_of(chief, "6222020200099999999");
  db.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(exported(id), file);
  const auto read = run(parts.payouts.batch(id)).value();
  EXPECT_EQ(read.export_sha256, to_hex(sha256(file)));
  EXPECT_EQ(audited("orders.payout_batch.export").size(), 2U);
  execute("UPDATE payout_account SET bank = 'X'");
  const auto command = by(op);
  EXPECT_EQ(run(parts.payouts.export_batch(command, id)).error().kind, ErrorKind::internal);
}

TEST_F(PayoutTest, IsPaidOnceUnderItsOwnBankReference) {
  account_of(chief);
  completed(tea, 2);
  const auto first = only_payout(make_batch()).payout_id;
  completed(tea, 3);
  const auto second = only_payout(make_batch()).payout_id;
  const auto same = key("paid");
  const auto paid = confirm(first, "20261202-0001", same).value();
  EXPECT_EQ(paid.value.state, PayoutState::paid);
  EXPECT_EQ(paid.value.paid_on, china_date(db.clock.now()));
  EXPECT_TRUE(confirm(first, "20261202-0001", same).value().replayed);
  EXPECT_EQ(confirm(first, "20261202-0002").error().code, "payout_state");
  const auto used = confirm(second, "20261202-0001");
  EXPECT_EQ(used.error().code, "bank_reference_used");
  EXPECT_EQ(used.error().fields.at(0).pointer, "/bank_reference");
  EXPECT_EQ(confirm(second, "2026 1").error().fields.at(0).code, "expected_ascii");
  const auto command = by(op);
  ConfirmPayoutBody body{"20261202-0003", add_days(china_date(db.clock.now()), 1)};
  EXPECT_EQ(run(parts.payouts.confirm(command, second, body, key())).error().fields.at(0).pointer, "/paid_on");
  EXPECT_EQ(balance(Account::payouts_in_flight), Money(-3 * 5800));
  EXPECT_EQ(balance(Account::payout_bank), Money(-2 * 5800));
  EXPECT_EQ(settled(chief).in_flight, Money(3 * 5800));
  EXPECT_EQ(events(kPayoutPaid).size(), 1U);
}

TEST_F(PayoutTest, WhatFailsIsPayableAgain) {
  account_of(chief);
  completed(tea, 2);
  const auto payout = only_payout(make_batch()).payout_id;
  const auto failed = fail(payout).value().value;
  EXPECT_EQ(failed.state, PayoutState::failed);
  EXPECT_EQ(failed.failure_note, "银行退回");
  EXPECT_EQ(fail(payout).error().code, "payout_state");
  EXPECT_EQ(confirm(payout, "B1").error().code, "payout_state");
  EXPECT_EQ(settled(chief).available, Money(2 * 5800));
  const auto again = only_payout(make_batch());
  EXPECT_EQ(again.amount, Money(2 * 5800));
  EXPECT_EQ(run(parts.payouts.entries(chief, again.payout_id, {})).value().items.at(0).kind,
            LedgerKind::payout_returned);
  confirm(again.payout_id, "B2").value();
  fail(again.payout_id).value();  // the bank sends it back days later
  EXPECT_EQ(balance(Account::payout_bank), Money());
  EXPECT_EQ(balance(Account::payouts_in_flight), Money());
  EXPECT_EQ(settled(chief).available, Money(2 * 5800));
}

TEST_F(PayoutTest, WhatFailedBeforeTheFileLeftIsNotInIt) {
  account_of(chief);
  completed(tea, 2);
  const auto first = make_batch().value().value;
  const auto early = first.items.value().at(0).payout_id;
  fail(early).value();
  const auto second = make_batch().value().value;  // the same money again
  const auto late = second.items.value().at(0).payout_id;
  const auto empty = exported(first.payout_batch_id), file = exported(second.payout_batch_id);
  EXPECT_EQ(empty.find(early.str()), std::string::npos);
  EXPECT_NE(file.find(late.str()), std::string::npos);
  fail(late).value();  // the bank has its line
  EXPECT_EQ(exported(second.payout_batch_id), file);
  EXPECT_EQ(exported(first.payout_batch_id), empty);
}

TEST_F(PayoutTest, AnAccountTheBankDoesNotKnowIsNotPaidToAgain) {
  account_of(chief, "6222020200000000001");
  account_of(chief, "6222020200000000002");
  completed(tea, 2);
  fail(only_payout(make_batch()).payout_id, PayoutFailure::account_invalid).value();
  const auto refused = make_batch();
  EXPECT_EQ(refused.error().code, "nothing_to_pay_out");
  EXPECT_EQ(refused.error().extensions.at("skipped").as_array().at(0).at("reason"), "no_account");
  account_of(chief, "6222020200000000003");
  EXPECT_EQ(only_payout(make_batch()).masked_number, "**** 0003");
}

TEST_F(PayoutTest, WhatIsGivenBackLaterIsADebtAndTakenOffTheNextPayout) {
  account_of(chief);
  const auto id = completed(tea, 4);
  confirm(only_payout(make_batch()).payout_id, "B1").value();
  claw_back(chief, id, 3);
  auto account = settled(chief);
  EXPECT_EQ(account.available, Money(-3 * 5800));
  EXPECT_EQ(account.debt, Money(3 * 5800));
  EXPECT_EQ(make_batch().error().code, "nothing_to_pay_out");
  completed(tea, 3);  // the debt is gone, and nothing is left
  EXPECT_EQ(settled(chief).debt, Money());
  EXPECT_EQ(make_batch().error().code, "nothing_to_pay_out");
  completed(tea, 2);
  const auto payout = only_payout(make_batch());
  EXPECT_EQ(payout.amount, Money(2 * 5800));
  EXPECT_EQ(payout.entries, 3);
}

TEST_F(PayoutTest, ACooperativeSeesItsOwn) {
  account_of(chief);
  completed(tea, 2);
  const auto payout = only_payout(make_batch()).payout_id;
  const auto stranger = seller(OrganisationId::make(db.clock, db.random));
  EXPECT_EQ(run(parts.payouts.payout(stranger, payout)).error().code, "payout_not_found");
  EXPECT_EQ(run(parts.payouts.entries(stranger, payout, {})).error().code, "payout_not_found");
  EXPECT_TRUE(run(parts.payouts.payouts(stranger, {})).value().items.empty());
  EXPECT_EQ(run(parts.payouts.payouts(chief, {})).value().items.size(), 1U);
  PayoutQuery query;
  query.state = PayoutState::in_flight;
  EXPECT_EQ(run(parts.payouts.payouts(op, query)).value().items.size(), 1U);
  query.state = PayoutState::paid;
  EXPECT_TRUE(run(parts.payouts.payouts(op, query)).value().items.empty());
  EXPECT_EQ(run(parts.payouts.payouts(chief, query)).error().fields.at(0).pointer, "query/state");
  EXPECT_EQ(run(parts.payouts.batches({})).value().items.size(), 1U);
}

}  // namespace
}  // namespace shanhai::orders
