#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "common/base/encoding.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/payment/alipay/documents.hpp"
#include "services/orders/payment/document.hpp"
#include "services/orders/refunds/domain.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::orders::alipay {
namespace {

struct KeyPair {
  std::string private_pem, public_pem;
};

KeyPair make_keys() {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  const auto text = [&](auto write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    write(bio.get());
    char* bytes = nullptr;
    const auto length = BIO_get_mem_data(bio.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(length));
  };
  return {text([&](BIO* bio) { PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); }),
          text([&](BIO* bio) { PEM_write_bio_PUBKEY(bio, key.get()); })};
}

const KeyPair& app_keys() {
  static const auto keys = make_keys();
  return keys;
}
const KeyPair& alipay_keys() {
  static const auto keys = make_keys();
  return keys;
}

class Alipay : public testing::Test {
 protected:
  Parameters notice() const {
    Parameters out{{"app_id", app.id},
                   {"seller_id", app.seller_id},
                   {"out_trade_no", "pay_1"},
                   {"trade_no", "2026112322001400000000000001"},
                   {"trade_status", "TRADE_SUCCESS"},
                   {"total_amount", "129.90"},
                   {"gmt_payment", "2026-11-23 16:30:12"},
                   {"subject", "山海助农订单 & 更多"},
                   {"charset", "utf-8"},
                   {"notify_id", "a&b=c%d+e f"}};
    sign_notice(platform, out);
    return out;
  }
  std::string refused(const Parameters& told) const {
    const auto checked = check_notice(app, told);
    return checked.has_error() ? checked.error().code : "";
  }

  RsaPrivateKey platform{alipay_keys().private_pem};
  App app{"2021000000000001", "2088000000000001", RsaPrivateKey(app_keys().private_pem),
          RsaPublicKey(alipay_keys().public_pem)};
  Instant now = *parse_rfc3339("2026-11-23T08:30:00Z");
};

TEST(Yuan, IsExactEitherWay) {
  struct Row {
    const char* text;
    std::int64_t fen;
    const char* written;
  };
  const Row rows[] = {{"129.90", 12990, "129.90"}, {"0.01", 1, "0.01"},
                      {"0.1", 10, "0.10"},         {"3", 300, "3.00"},
                      {"-5.50", -550, "-5.50"},    {"-0.05", -5, "-0.05"},
                      {"88.88", 8888, "88.88"},    {"0.29", 29, "0.29"},
                      {"1.15", 115, "1.15"},       {"999999999999.99", 99'999'999'999'999, "999999999999.99"}};
  for (const auto& row : rows) {
    ASSERT_TRUE(parse_yuan(row.text)) << row.text;
    EXPECT_EQ(*parse_yuan(row.text), Money(row.fen)) << row.text;
    EXPECT_EQ(to_yuan(Money(row.fen)), row.written);
  }
  for (const auto* text : {"", "-", ".5", "5.", "1.234", "1,000.00", "1e2", "+1", " 1", "1 ", "0x1", "--1", "1.-5",
                           "1000000000000", "一"}) {
    EXPECT_FALSE(parse_yuan(text)) << text;
  }
}

TEST(Yuan, EveryAmountComesBack) {
  SeededRandom random(fixture::seed());
  for (int i = 0; i < 2000; ++i) {
    const Money amount(static_cast<std::int64_t>(random.below(100'000'000'000)) - 50'000'000'000);
    EXPECT_EQ(parse_yuan(to_yuan(amount)), amount);
  }
}

TEST(ChinaText, IsCivilTimeInChina) {
  const auto instant = *parse_rfc3339("2026-11-23T16:30:12Z");
  EXPECT_EQ(to_china_text(instant), "2026-11-24 00:30:12");
  EXPECT_EQ(parse_china_text("2026-11-24 00:30:12"), instant);
  for (const auto* text : {"", "2026-11-24", "2026-11-24T00:30:12", "2026-13-24 00:30:12", "2026-11-24 24:30:12"}) {
    EXPECT_FALSE(parse_china_text(text)) << text;
  }
}

TEST_F(Alipay, SignsRequestsOverTheirSortedParameters) {
  const auto request =
      sign_request(app, kPrecreate, precreate_content(app, {"pay_1", "山海助农订单", Money(12990), now}),
                   "https://shanhai.example/n", now);
  const auto content = signed_content(request, {"sign"});
  EXPECT_EQ(content, R"(app_id=2021000000000001&biz_content={"out_trade_no":"pay_1","total_amount":"129.90",)"
                     R"("subject":"山海助农订单","seller_id":"2088000000000001","time_expire":"2026-11-23 16:30:00"})"
                     "&charset=utf-8&format=JSON&method=alipay.trade.precreate&notify_url=https://shanhai.example/n"
                     "&sign_type=RSA2&timestamp=2026-11-23 16:30:00&version=1.0");
  const auto signature = from_base64(request.at("sign"));
  ASSERT_TRUE(signature);
  EXPECT_TRUE(RsaPublicKey(app_keys().public_pem).verify(content, *signature));
  EXPECT_EQ(parse_form(print_form(request)).value(), request);
}

TEST_F(Alipay, ReadsFormsStrictly) {
  EXPECT_EQ(parse_form("a=1&b=%E5%B1%B1+%2B&c=").value(), (Parameters{{"a", "1"}, {"b", "山 +"}, {"c", ""}}));
  for (const auto* form : {"", "a", "=1", "a=1&", "a=1&&b=2", "a=1&a=1", "a=%4", "a=%zz", "a=%ff", "a=1&%61=2"}) {
    EXPECT_EQ(parse_form(form).error().code, "notice_malformed") << form;
  }
}

TEST_F(Alipay, BelievesOnlyWhatIsSigned) {
  EXPECT_EQ(refused(notice()), "");
  const auto with = [&](const char* name, const std::string& value) {
    auto out = notice();
    out[name] = value;
    return out;
  };
  auto unsigned_ = notice();
  unsigned_.erase("sign");
  auto short_ = notice();
  short_.erase("notify_id");
  auto by_app = notice();
  sign_notice(RsaPrivateKey(app_keys().private_pem), by_app);
  EXPECT_EQ(refused(unsigned_), "signature_missing");
  EXPECT_EQ(refused(short_), "signature_invalid");
  EXPECT_EQ(refused(by_app), "signature_invalid");
  EXPECT_EQ(refused(with("sign_type", "RSA")), "signature_type");
  EXPECT_EQ(refused(with("sign", "AAAA")), "signature_invalid");
  EXPECT_EQ(refused(with("sign", "not base64!")), "signature_invalid");
  EXPECT_EQ(refused(with("total_amount", "0.01")), "signature_invalid");
  EXPECT_EQ(refused(with("extra", "1")), "signature_invalid");
}

TEST_F(Alipay, NoticeOfSomebodyElseIsNotOurs) {
  const auto code = [&](const char* name, const std::string& value) {
    auto told = notice();
    told[name] = value;
    const auto read = read_notice(app, told);
    return read.has_error() ? read.error().code : "";
  };
  const auto good = read_notice(app, notice()).value();
  EXPECT_EQ(good.number, "pay_1");
  EXPECT_EQ(good.payment.state, ProviderPayment::State::paid);
  EXPECT_EQ(good.payment.amount, Money(12990));
  EXPECT_EQ(good.payment.paid_at, *parse_rfc3339("2026-11-23T08:30:12Z"));
  EXPECT_EQ(code("app_id", "2021000000000002"), "payment_not_ours");
  EXPECT_EQ(code("seller_id", "2088000000000002"), "payment_not_ours");
  EXPECT_EQ(code("total_amount", "129.901"), "payment_malformed");
  EXPECT_EQ(code("total_amount", "0.00"), "payment_malformed");
  EXPECT_EQ(code("total_amount", "-129.90"), "payment_malformed");
  EXPECT_EQ(code("trade_no", ""), "payment_malformed");
  EXPECT_EQ(code("gmt_payment", "yesterday"), "payment_malformed");
  EXPECT_EQ(code("out_trade_no", ""), "payment_malformed");
  EXPECT_EQ(code("trade_status", ""), "payment_malformed");
  auto closed = notice();
  closed["trade_status"] = "TRADE_CLOSED";
  EXPECT_EQ(read_notice(app, closed)->payment.state, ProviderPayment::State::closed);
}

TEST_F(Alipay, AnswersAreCheckedOverTheirBytes) {
  const std::string node =
      R"({"code":"10000","msg":"Success","qr_code":"https:\/\/qr.alipay.com\/b\"a}x","n":{"a":[1]}})";
  const auto answer = close_answer(platform, kPrecreate, node);
  const auto opened = open_answer(app, kPrecreate, answer);
  ASSERT_TRUE(opened.has_value()) << opened.error().code;
  EXPECT_EQ(text_at(*opened, "/qr_code"), "https://qr.alipay.com/b\"a}x");
  const auto code = [&](std::string_view method, const std::string& body) {
    const auto read = open_answer(app, method, body);
    return read.has_error() ? read.error().code : "";
  };
  EXPECT_EQ(code(kQuery, answer), "answer_malformed");
  EXPECT_EQ(code(kPrecreate, "{}"), "answer_malformed");
  EXPECT_EQ(code(kPrecreate, "nothing"), "answer_malformed");
  EXPECT_EQ(code(kPrecreate, "{\"alipay_trade_precreate_response\":" + node + "}"), "signature_missing");
  EXPECT_EQ(code(kPrecreate, close_answer(RsaPrivateKey(app_keys().private_pem), kPrecreate, node)),
            "signature_invalid");
  // The same document in other bytes; the signed node beside one that is not.
  auto spaced = answer;
  spaced.insert(spaced.find("\"msg\""), " ");
  EXPECT_EQ(code(kPrecreate, spaced), "signature_invalid");
  auto twice = answer;
  twice.insert(twice.size() - 1, R"(,"alipay_trade_precreate_response":{"code":"10000","qr_code":"https://evil"})");
  EXPECT_EQ(code(kPrecreate, twice), "answer_malformed");
  EXPECT_EQ(code(kPrecreate, R"({"error_response":{"code":"40002"},"sign":""})"), "answer_malformed");
}

TEST_F(Alipay, NoMutatedAnswerIsOpened) {
  SeededRandom random(fixture::seed());
  const std::string node = R"({"code":"10000","msg":"Success","out_trade_no":"pay_1","trade_status":"TRADE_SUCCESS"})";
  const auto answer = close_answer(platform, kQuery, node);
  for (int i = 0; i < 3000; ++i) {
    auto mutated = answer;
    const auto at = random.below(mutated.size());
    switch (random.below(3)) {
      case 0:
        mutated[at] = static_cast<char>(mutated[at] ^ (1 << random.below(8)));
        break;
      case 1:
        mutated.erase(at, 1 + random.below(8));
        break;
      default:
        mutated.insert(at, 1, static_cast<char>(random.below(256)));
    }
    const auto opened = open_answer(app, kQuery, mutated);
    // White space around the signed bytes is none of its business.
    if (opened.has_value()) {
      EXPECT_EQ(json::to_text(*opened), node) << mutated;
    }
  }
}

TEST_F(Alipay, SaysWhatHappened) {
  const auto outcome = [](const char* text) { return outcome_of(json::parse_value(text).value()); };
  EXPECT_TRUE(outcome(R"({"code":"10000","msg":"Success"})").succeeded);
  const auto missing = outcome(R"({"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"})");
  EXPECT_FALSE(missing.succeeded);
  EXPECT_FALSE(missing.may_have_happened);
  EXPECT_EQ(missing.code, "ACQ.TRADE_NOT_EXIST");
  EXPECT_TRUE(outcome(R"({"code":"40004","sub_code":"ACQ.SYSTEM_ERROR"})").may_have_happened);
  EXPECT_TRUE(outcome(R"({"code":"20000","sub_code":"isp.unknow-error"})").may_have_happened);
  EXPECT_TRUE(outcome(R"({"code":"10003"})").may_have_happened);
  EXPECT_FALSE(outcome("{}").succeeded);
}

TEST_F(Alipay, ReadsTradesAndRefunds) {
  const auto trade = [](const char* text) { return read_trade(json::parse_value(text).value(), "pay_1"); };
  const auto paid = trade(R"({"out_trade_no":"pay_1","trade_no":"T","trade_status":"TRADE_FINISHED",)"
                          R"("total_amount":"88.88","send_pay_date":"2026-11-23 16:30:12"})");
  EXPECT_EQ(paid->state, ProviderPayment::State::paid);
  EXPECT_EQ(paid->amount, Money(8888));
  EXPECT_EQ(trade(R"({"out_trade_no":"pay_1","trade_status":"WAIT_BUYER_PAY"})")->state,
            ProviderPayment::State::unpaid);
  EXPECT_EQ(trade(R"({"out_trade_no":"pay_1","trade_status":"TRADE_CLOSED"})")->state, ProviderPayment::State::closed);
  // Closed because everything was given back: the money came all the same.
  EXPECT_EQ(trade(R"({"out_trade_no":"pay_1","trade_no":"T","trade_status":"TRADE_CLOSED","total_amount":"1.00",)"
                  R"("send_pay_date":"2026-11-23 16:30:12"})")
                ->state,
            ProviderPayment::State::paid);
  EXPECT_EQ(trade(R"({"out_trade_no":"pay_2","trade_status":"WAIT_BUYER_PAY"})").error().code, "channel_refused");
  EXPECT_EQ(trade(R"({"out_trade_no":"pay_1"})").error().code, "payment_malformed");

  const RefundOrder order{"pay_1", "rfd_1", Money(550), Money(8888), "退款"};
  using State = ProviderRefund::State;
  const auto sent = [&](const char* text) { return read_refund(json::parse_value(text).value(), order).state; };
  EXPECT_EQ(sent(R"({"out_trade_no":"pay_1","fund_change":"Y"})"), State::succeeded);
  EXPECT_EQ(sent(R"({"out_trade_no":"pay_1","fund_change":"N"})"), State::processing);
  EXPECT_EQ(sent(R"({"out_trade_no":"pay_2","fund_change":"Y"})"), State::unknown);
  const auto asked = [&](const char* text) { return read_refund_query(json::parse_value(text).value(), order).state; };
  EXPECT_EQ(asked(R"({"out_request_no":"rfd_1","refund_status":"REFUND_SUCCESS","refund_amount":"5.50"})"),
            State::succeeded);
  EXPECT_EQ(asked(R"({"out_request_no":"rfd_1","refund_status":"REFUND_SUCCESS","refund_amount":"5.51"})"),
            State::unknown);
  EXPECT_EQ(asked(R"({"code":"10000"})"), State::unknown);
}

TEST(RefundNumber, ChangesOnlyAtItsEnd) {
  std::string number = "rfd_01HZX";
  std::set<std::string> seen{number};
  for (auto next = next_refund_number(number); next; next = next_refund_number(number)) {
    number = *next;
    EXPECT_TRUE(seen.insert(number).second) << number;
    EXPECT_EQ(first_refund_number(number), "rfd_01HZX");
  }
  EXPECT_EQ(seen.size(), 35U);
  EXPECT_EQ(number, "rfd_01HZX-z");
}

TEST(RefundMoves, RefusedWaitsForAPerson) {
  using enum RefundState;
  using enum RefundAction;
  const auto to = [](RefundState from, RefundAction action) {
    const auto moved = move_refund(from, action);
    return moved.has_value() ? std::optional(*moved) : std::nullopt;
  };
  EXPECT_EQ(to(requested, refuse), refused);
  EXPECT_EQ(to(processing, refuse), refused);
  EXPECT_EQ(to(refused, retry), requested);
  EXPECT_EQ(to(refused, succeed), succeeded);  // the channel found a way, or the bank did
  EXPECT_FALSE(to(refused, submit));
  EXPECT_FALSE(to(processing, retry));
  for (const auto action : {submit, refuse, retry, succeed}) EXPECT_FALSE(to(succeeded, action));
}

}  // namespace
}  // namespace shanhai::orders::alipay
