// What tampers with callbacks gets nowhere: each mutation of a genuine one, of either channel, is refused, and no row
// of any table is another afterwards. The callbacks' own code runs, from the raw bytes to the database.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "services/orders/notation.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {
namespace {

constexpr int kShort = 5'000, kFull = 100'000;

int rounds() {
  const char* depth = std::getenv("SHANHAI_TEST_DEPTH");
  return !depth || std::string_view(depth) == "short" ? kShort : kFull;
}

class CallbackMutationTest : public OverHttp {
 protected:
  CallbackMutationTest() {
    stock(tea, 20);
    std::printf("rounds=%d\n", rounds());
  }

  struct Sealed {
    std::string timestamp, nonce, signature, serial, body;
  };
  Sealed seal(const json::Object& document, const std::string& type) {
    Sealed out;
    out.body = notice(type, document);
    const auto headers = sealed(out.body);
    out.timestamp = headers[0].second;
    out.nonce = headers[1].second;
    out.signature = headers[2].second;
    out.serial = headers[3].second;
    return out;
  }
  json::Object wechat_payment(const PaymentView& payment) {
    return {{"mchid", merchant.id},
            {"appid", merchant.app_id},
            {"out_trade_no", payment.payment_id.str()},
            {"transaction_id", "4200001234202611230000000001"},
            {"trade_state", "SUCCESS"},
            {"success_time", "2026-11-23T16:30:00+08:00"},
            {"amount", {{"total", payment.amount.fen()}, {"currency", "CNY"}}}};
  }
  alipay::Parameters alipay_payment(const PaymentView& payment) {
    return {{"app_id", app.id},
            {"seller_id", app.seller_id},
            {"out_trade_no", payment.payment_id.str()},
            {"trade_no", "2026112322001400000000000001"},
            {"trade_status", "TRADE_SUCCESS"},
            {"total_amount", to_yuan(payment.amount)},
            {"gmt_payment", "2026-11-23 16:30:00"},
            {"subject", "山海助农订单"}};
  }

  std::string mutated(std::string text) {
    if (text.empty()) return "x";
    const auto at = random.below(text.size());
    switch (random.below(6)) {
      case 0:
        text[at] = static_cast<char>(text[at] ^ (1 << random.below(8)));
        break;
      case 1:
        text.erase(at, 1 + random.below(8));
        break;
      case 2:
        text.insert(at, 1, static_cast<char>(random.below(256)));
        break;
      case 3:
        std::swap(text[at], text[random.below(text.size())]);
        break;
      case 4:
        text.resize(at);
        break;
      default: {  // a digit becomes another: amounts, numbers, times
        const auto digit = text.find_first_of("0123456789", at);
        text[digit == text.npos ? at : digit] = static_cast<char>('0' + random.below(10));
      }
    }
    return text;
  }
  // False: nothing was changed.
  bool mutate(Sealed& told) {
    const auto before = told;
    std::string* parts_of[] = {&told.timestamp, &told.nonce, &told.signature, &told.serial, &told.body, &told.body};
    auto& part = *parts_of[random.below(6)];
    part = mutated(part);
    return told.timestamp != before.timestamp || told.nonce != before.nonce || told.signature != before.signature ||
           told.serial != before.serial || told.body != before.body;
  }
  bool refused(const Sealed& told) {
    const wechat_pay::Seal seal{told.timestamp, told.nonce, told.signature, told.serial};
    return run(callbacks.take(seal, told.body)).has_error();
  }

  // Of every table: what stands in it, as the server counts it.
  std::vector<std::string> contents() {
    auto meddler = db.schema.connect();
    std::vector<std::string> out;
    for (const auto* table :
         {"payment", "payment_receipt", "payment_application", "refund", "refund_line", "orders", "order_line",
          "order_group", "sku_stock", "stock_entry", "ledger_transaction", "ledger_posting", "outbox", "audit_entry",
          "idempotency_key", "bank_entry", "bank_statement"}) {
      const auto rows = meddler.query(std::string("CHECKSUM TABLE ") + table);
      out.push_back(std::string(table) + ' ' + std::to_string(rows.front().get<std::int64_t>("Checksum")));
    }
    return out;
  }

  SeededRandom random{fixture::seed()};
  Product tea = publish({});
  auth::Principal who = consumer();
};

TEST_F(CallbackMutationTest, OfWechatPayAreRefusedAndChangeNothing) {
  const auto paid = placed(who, {{&tea, 1}});
  pay(who, paid.order_group_id);
  const auto seller_ = by(seller(tea.supplier));
  channel.refunds_at_once = false;
  run(parts.refunds.decline(seller_, paid.orders[0].order_id, "无货", key())).value();
  run(parts.refunds.run_due());
  const auto refund = *channel.refunds.begin();
  const auto payment = open_payment(who, placed(who, {{&tea, 2}}).order_group_id);
  const Sealed genuine[] = {seal(wechat_payment(payment), "TRANSACTION.SUCCESS"),
                            seal({{"mchid", merchant.id},
                                  {"out_refund_no", refund.first},
                                  {"refund_id", "50"},
                                  {"refund_status", "SUCCESS"},
                                  {"amount", {{"refund", refund.second.amount.fen()}}}},
                                 "REFUND.SUCCESS")};
  const auto before = contents();
  int tried = 0, accepted = 0;
  for (const int wanted = rounds() / 2; tried < wanted;) {
    auto told = genuine[random.below(2)];
    if (!mutate(told)) continue;
    ++tried;
    if (!refused(told)) {
      ++accepted;
      ADD_FAILURE() << "accepted: " << told.timestamp << ' ' << told.nonce << ' ' << told.serial << ' ' << told.body;
      break;
    }
  }
  EXPECT_EQ(accepted, 0);
  EXPECT_EQ(contents(), before);
  std::printf("orders.callbacks.wechat_pay_mutated_refused %d count\n", tried - accepted);
  for (const auto& told : genuine) EXPECT_FALSE(refused(told));  // and they were genuine
  EXPECT_NE(contents(), before);
}

// As no forger could: sealed by the platform itself, about another amount, merchant, app, number or currency.
TEST_F(CallbackMutationTest, SealedAboutSomethingElseTheyAreRefusedToo) {
  const auto payment = open_payment(who, placed(who, {{&tea, 2}}).order_group_id);
  const auto by_alipay = open_payment(who, placed(who, {{&tea, 2}}).order_group_id, PaymentChannel::alipay);
  const auto before = contents();
  const std::vector<std::string> wechat_members{"mchid", "appid", "out_trade_no"};
  const std::vector<std::string> alipay_members{"app_id", "seller_id", "out_trade_no", "total_amount"};
  const int wanted = rounds() / 100;
  for (int i = 0; i < wanted; ++i) {
    auto document = wechat_payment(payment);
    if (random.below(4) == 0) {
      auto fen = static_cast<std::int64_t>(random.below(20'000));
      if (fen == payment.amount.fen()) ++fen;
      document["amount"].as_object()["total"] = fen;
    } else {
      const auto& member = wechat_members[random.below(wechat_members.size())];
      const auto old = std::string(document[member].as_string());
      document[member] = old.substr(0, old.size() - 1) + (old.back() == '9' ? '8' : '9');
    }
    ASSERT_TRUE(refused(seal(document, "TRANSACTION.SUCCESS"))) << json::to_text(document);

    auto told = alipay_payment(by_alipay);
    auto& value = told[alipay_members[random.below(alipay_members.size())]];
    value.back() = value.back() == '9' ? '8' : '9';
    alipay::sign_notice(platform_key, told);
    const auto form = alipay::print_form(told);
    ASSERT_TRUE(run(alipay_callbacks.take(form)).has_error()) << form;
  }
  EXPECT_EQ(contents(), before);
}

TEST_F(CallbackMutationTest, OfAlipayAreRefusedAndChangeNothing) {
  const auto payment = open_payment(who, placed(who, {{&tea, 2}}).order_group_id, PaymentChannel::alipay);
  auto genuine = alipay_payment(payment);
  alipay::sign_notice(platform_key, genuine);
  const auto form = alipay::print_form(genuine);
  const auto before = contents();
  int tried = 0, accepted = 0;
  for (const int wanted = rounds() / 2; tried < wanted;) {
    std::string told;
    if (random.below(2) == 0) {
      told = mutated(form);
    } else {  // a parameter's value, escaped again
      auto other = genuine;
      auto at = other.begin();
      std::advance(at, random.below(other.size()));
      at->second = mutated(at->second);
      told = alipay::print_form(other);
    }
    // Another way of writing the same parameters is the same notification.
    const auto read = alipay::parse_form(told);
    if (read.has_value() && *read == genuine) continue;
    ++tried;
    if (run(alipay_callbacks.take(told)).has_value()) {
      ++accepted;
      ADD_FAILURE() << "accepted: " << told;
      break;
    }
  }
  EXPECT_EQ(accepted, 0);
  EXPECT_EQ(contents(), before);
  std::printf("orders.callbacks.alipay_mutated_refused %d count\n", tried - accepted);
  EXPECT_TRUE(run(alipay_callbacks.take(form)).has_value());
  EXPECT_NE(contents(), before);
}

}  // namespace
}  // namespace shanhai::orders
