// What WeChat Pay tells, over HTTP: believed only where the raw bytes are sealed by it, now, about us.
#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {
namespace {

class CallbackTest : public OverHttp {
 protected:
  CallbackTest() {
    stock(tea, 10);
    receipt = placed(who, {{&tea, 2}});
    payment = open_payment(who, receipt.order_group_id);
  }
  json::Object document() {
    return {{"mchid", merchant.id},
            {"appid", merchant.app_id},
            {"out_trade_no", payment.payment_id.str()},
            {"transaction_id", "4200001234202611230000000001"},
            {"trade_state", "SUCCESS"},
            {"success_time", "2026-11-23T16:30:00+08:00"},
            {"amount", {{"total", payment.amount.fen()}, {"payer_total", 0}, {"currency", "CNY"}}}};
  }
  Answer tell(const json::Object& what, const std::string& type = "TRANSACTION.SUCCESS") {
    const auto body = notice(type, what);
    return notify(body, sealed(body));
  }
  OrderState state() { return order(who, receipt.orders[0].order_id).state; }

  Product tea = publish({});
  auth::Principal who = consumer();
  CheckoutReceipt receipt;
  PaymentView payment;
};

TEST_F(CallbackTest, PaysOnceHoweverOftenItIsTold) {
  for (int i = 0; i < 3; ++i) {
    const auto taken = tell(document());
    EXPECT_EQ(taken.status, 204) << taken.text;
    EXPECT_TRUE(taken.text.empty());
  }
  EXPECT_EQ(state(), OrderState::paid);
  EXPECT_EQ(balance(Account::channel_receivable), receipt.total);
  EXPECT_EQ(events(kOrderPaid).size(), 1U);
}

TEST_F(CallbackTest, BelievesOnlyWhatIsSealedOnTheRawBytes) {
  const auto body = notice("TRANSACTION.SUCCESS", document());
  const auto with = [&](const char* name, const std::string& value) {
    auto headers = sealed(body);
    for (auto& [known, old] : headers) {
      if (known == name) old = value;
    }
    return headers;
  };
  auto unsealed = sealed(body);
  unsealed.erase(unsealed.begin() + 2);
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(db.clock.now().time_since_epoch()).count();
  struct Row {
    std::string body;
    HeaderList headers;
    const char* code;
  };
  const Row rows[] = {
      {body, unsealed, "signature_missing"},
      {body, with("Wechatpay-Timestamp", std::to_string(now - 301)), "signature_timestamp"},
      {body, with("Wechatpay-Timestamp", std::to_string(now + 301)), "signature_timestamp"},
      {body, with("Wechatpay-Timestamp", std::to_string(now - 1)), "signature_invalid"},
      {body, with("Wechatpay-Nonce", "another"), "signature_invalid"},
      {body, with("Wechatpay-Serial", "PUB_KEY_ID_OTHER"), "signature_serial"},
      {body, with("Wechatpay-Signature", "AAAA"), "signature_invalid"},
      {body + " ", sealed(body), "signature_invalid"},  // the same document, other bytes
  };
  for (const auto& row : rows) {
    const auto refused = notify(row.body, row.headers);
    EXPECT_EQ(refused.status, 401) << row.code;
    EXPECT_EQ(refused.body.at("code").as_string(), "FAIL");
    EXPECT_EQ(refused.body.at("message").as_string(), row.code);
  }
  EXPECT_EQ(state(), OrderState::placed);
}

TEST_F(CallbackTest, RefusesWhatIsNotOurs) {
  const auto with = [&](const char* member, json::Value value) {
    auto out = document();
    out[member] = std::move(value);
    return out;
  };
  const auto amount = [&](std::int64_t fen, const char* currency) {
    return with("amount", json::Object{{"total", fen}, {"currency", currency}});
  };
  struct Row {
    json::Object document;
    int status;
    const char* code;
  };
  const auto fen = payment.amount.fen();
  const Row rows[] = {{with("mchid", "1600000002"), 422, "payment_not_ours"},
                      {with("appid", "wxother"), 422, "payment_not_ours"},
                      {amount(fen, "USD"), 422, "payment_not_ours"},
                      {amount(fen - 1, "CNY"), 422, "amount_mismatch"},
                      {amount(fen + 1, "CNY"), 422, "amount_mismatch"},
                      {with("out_trade_no", "pay_unknown"), 404, "payment_not_found"},
                      {with("transaction_id", ""), 422, "payment_malformed"}};
  for (const auto& row : rows) {
    const auto refused = tell(row.document);
    EXPECT_EQ(refused.status, row.status) << refused.text;
    EXPECT_EQ(refused.body.at("message").as_string(), row.code);
  }
  EXPECT_EQ(tell(with("trade_state", "PAYERROR")).status, 204);  // taken, and nothing follows
  EXPECT_EQ(state(), OrderState::placed);
  EXPECT_EQ(balance(Account::channel_receivable), Money());
}

TEST_F(CallbackTest, RefundsAreBelievedForWhatWeChatPayRefunds) {
  ASSERT_EQ(tell(document()).status, 204);
  const auto command = by(seller(tea.supplier));
  channel.refunds_at_once = false;
  run(parts.refunds.decline(command, receipt.orders[0].order_id, "无货", key())).value();
  run(parts.refunds.run_due());
  const auto number = channel.refunds.begin()->first;
  const auto refund = [&](const std::string& of, std::int64_t fen, const char* merchant_id) {
    return json::Object{{"mchid", merchant_id},
                        {"out_refund_no", of},
                        {"refund_id", "50"},
                        {"refund_status", "SUCCESS"},
                        {"amount", {{"refund", fen}}}};
  };
  const auto fen = receipt.total.fen();
  EXPECT_EQ(tell(refund(number, fen, "1600000002"), "REFUND.SUCCESS").status, 422);
  EXPECT_EQ(tell(refund(number, fen - 1, "1600000001"), "REFUND.SUCCESS").status, 422);
  EXPECT_EQ(tell(refund("rfd_unknown", fen, "1600000001"), "REFUND.SUCCESS").status, 404);
  EXPECT_EQ(state(), OrderState::paid);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(tell(refund(number, fen, "1600000001"), "REFUND.SUCCESS").status, 204);
  EXPECT_EQ(state(), OrderState::refunded);
  EXPECT_EQ(events(kOrderRefunded).size(), 1U);
  EXPECT_EQ(balance(Account::channel_receivable), Money());
}

// A bank pays a transfer back: no channel can say that it did.
TEST_F(CallbackTest, ARefundByBankIsNotWeChatPaysToConfirm) {
  const auto union_ = unit(identity::OrganisationKind::trade_union);
  const auto bought = placed(union_, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto asked = open_payment(union_, bought.order_group_id, PaymentChannel::bank_transfer);
  const auto csv = "booked_on,amount_fen,reference,payer_name,entry_number\n2026-11-23,5800," +
                   asked.bank_transfer->reference_code + ",某工会,E1\n";
  const auto platform_ = by(platform());
  run(parts.statements.import(platform_, csv, key())).value();
  const auto command = by(seller(tea.supplier));
  run(parts.refunds.decline(command, bought.orders[0].order_id, "无货", key())).value();
  const auto refund = run(parts.refunds.refunds({})).value().items.at(0);
  const json::Object told{{"mchid", merchant.id},
                          {"out_refund_no", refund.refund_id.str()},
                          {"refund_id", "50"},
                          {"refund_status", "SUCCESS"},
                          {"amount", {{"refund", refund.amount.fen()}}}};
  EXPECT_EQ(tell(told, "REFUND.SUCCESS").status, 404);
  EXPECT_EQ(order(union_, bought.orders[0].order_id).state, OrderState::paid);
}

}  // namespace
}  // namespace shanhai::orders
