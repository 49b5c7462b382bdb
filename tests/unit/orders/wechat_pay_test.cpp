#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <regex>

#include "common/base/encoding.hpp"
#include "services/orders/payment/wechat_pay/documents.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::orders::wechat_pay {
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

const KeyPair& merchant_keys() {
  static const auto keys = make_keys();
  return keys;
}
const KeyPair& platform_keys() {
  static const auto keys = make_keys();
  return keys;
}

const std::string kApiKey = "0123456789abcdef0123456789abcdef";

class WechatPay : public testing::Test {
 protected:
  Seal seal_of(const std::string& body) {
    timestamp = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    signature = seal_signature(platform, timestamp, nonce, body);
    return {timestamp, nonce, signature, merchant.platform_key_id};
  }
  std::string notice(const json::Object& document, const std::string& type = "TRANSACTION.SUCCESS") {
    return json::to_text(
        json::Object{{"id", "1"},
                     {"event_type", type},
                     {"resource", close_resource(kApiKey, json::to_text(document), "transaction", random)}});
  }
  static json::Object payment() {
    return {{"mchid", "1600000001"},
            {"appid", "wx0123456789abcdef"},
            {"out_trade_no", "pay_1"},
            {"transaction_id", "4200001234202611230000000001"},
            {"trade_state", "SUCCESS"},
            {"success_time", "2026-11-23T16:29:00+08:00"},
            {"amount", {{"total", 12990}, {"payer_total", 12990}, {"currency", "CNY"}}}};
  }

  SeededRandom random{fixture::seed()};
  RsaPrivateKey platform{platform_keys().private_pem};
  Merchant merchant{"1600000001",
                    "wx0123456789abcdef",
                    "4A1B2C3D",
                    RsaPrivateKey(merchant_keys().private_pem),
                    kApiKey,
                    "PUB_KEY_ID_0119000000012026112300000000",
                    RsaPublicKey(platform_keys().public_pem)};
  Instant now = *parse_rfc3339("2026-11-23T08:30:00Z");
  std::string timestamp, nonce = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS", signature;
};

TEST_F(WechatPay, SignsRequestsAsTheStandardSays) {
  const auto header = authorization(merchant, "POST", "/v3/pay/transactions/native?x=1", "{\"a\":1}", now, random);
  std::smatch parts;
  const std::regex form(
      R"re(WECHATPAY2-SHA256-RSA2048 mchid="(\d+)",nonce_str="([0-9a-f]{32})",signature="([^"]+)",timestamp="(\d+)",serial_no="(\w+)")re");
  ASSERT_TRUE(std::regex_match(header, parts, form)) << header;
  EXPECT_EQ(parts[1], merchant.id);
  EXPECT_EQ(parts[4], "1795422600");
  EXPECT_EQ(parts[5], merchant.serial);
  const RsaPublicKey merchant_public(merchant_keys().public_pem);
  const auto signature_bytes = from_base64(parts[3].str());
  ASSERT_TRUE(signature_bytes);
  const auto message = "POST\n/v3/pay/transactions/native?x=1\n1795422600\n" + parts[2].str() + "\n{\"a\":1}\n";
  EXPECT_TRUE(merchant_public.verify(message, *signature_bytes));
  EXPECT_FALSE(merchant_public.verify(message + " ", *signature_bytes));
}

TEST_F(WechatPay, OpensWhatThePlatformSealed) {
  const auto body = notice(payment());
  const auto opened = open_notice(merchant, seal_of(body), body, now);
  ASSERT_TRUE(opened.has_value()) << opened.error().code;
  EXPECT_EQ(opened->event_type, "TRANSACTION.SUCCESS");
  const auto read = read_payment(merchant, opened->document);
  ASSERT_TRUE(read.has_value()) << read.error().code;
  EXPECT_EQ(read->number, "pay_1");
  EXPECT_EQ(read->payment.amount, Money(12990));
  EXPECT_EQ(read->payment.paid_at, *parse_rfc3339("2026-11-23T08:29:00Z"));
}

TEST_F(WechatPay, SealHoldsForFiveMinutesEitherWay) {
  const auto body = notice(payment());
  const auto seal = seal_of(body);
  using std::chrono::seconds;
  EXPECT_TRUE(check_seal(merchant, seal, body, now + seconds(300)).has_value());
  EXPECT_TRUE(check_seal(merchant, seal, body, now - seconds(300)).has_value());
  EXPECT_EQ(check_seal(merchant, seal, body, now + seconds(301)).error().code, "signature_timestamp");
  EXPECT_EQ(check_seal(merchant, seal, body, now - seconds(301)).error().code, "signature_timestamp");
}

TEST_F(WechatPay, RefusesEveryOtherSeal) {
  const auto body = notice(payment());
  const auto good = seal_of(body);
  const auto code = [&](Seal seal, const std::string& text) {
    const auto checked = check_seal(merchant, seal, text, now);
    return checked.has_error() ? checked.error().code : "";
  };
  EXPECT_EQ(code(good, body), "");
  EXPECT_EQ(code({}, body), "signature_missing");
  EXPECT_EQ(code({good.timestamp, good.nonce, good.signature, "PUB_KEY_ID_OTHER"}, body), "signature_serial");
  EXPECT_EQ(code({"x", good.nonce, good.signature, good.serial}, body), "signature_timestamp");
  EXPECT_EQ(code({good.timestamp, "other", good.signature, good.serial}, body), "signature_invalid");
  EXPECT_EQ(code({good.timestamp, good.nonce, "AAAA", good.serial}, body), "signature_invalid");
  EXPECT_EQ(code({good.timestamp, good.nonce, "not base64!", good.serial}, body), "signature_invalid");
  const auto by_merchant = seal_signature(RsaPrivateKey(merchant_keys().private_pem), timestamp, nonce, body);
  EXPECT_EQ(code({good.timestamp, good.nonce, by_merchant, good.serial}, body), "signature_invalid");
  EXPECT_EQ(code(good, body + " "), "signature_invalid");
}

TEST_F(WechatPay, NoMutatedNoticeIsOpened) {
  const auto body = notice(payment());
  const auto seal = seal_of(body);
  for (int i = 0; i < 3000; ++i) {
    auto mutated = body;
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
    if (mutated == body) continue;
    ASSERT_TRUE(open_notice(merchant, seal, mutated, now).has_error()) << i;
  }
}

TEST_F(WechatPay, ResourceIsAuthenticatedWithItsKey) {
  auto resource = close_resource(kApiKey, "{\"a\":1}", "transaction", random);
  EXPECT_EQ(open_resource(merchant, resource).value(), "{\"a\":1}");
  const auto code = [&](std::string_view name, json::Value value) {
    auto other = resource;
    other[name] = std::move(value);
    const auto opened = open_resource(merchant, other);
    return opened.has_error() ? opened.error().code : "";
  };
  EXPECT_EQ(code("associated_data", "refund"), "resource_undecipherable");
  EXPECT_EQ(code("nonce", "000000000000"), "resource_undecipherable");
  EXPECT_EQ(code("nonce", ""), "resource_malformed");
  EXPECT_EQ(code("nonce", 5), "resource_malformed");
  EXPECT_EQ(code("ciphertext", "AAAA"), "resource_malformed");
  EXPECT_EQ(code("ciphertext", "%%%"), "resource_malformed");
  EXPECT_EQ(code("algorithm", "AES_128"), "resource_algorithm");
  EXPECT_EQ(open_resource(merchant, json::Value("x")).error().code, "resource_malformed");
  const auto other_key = close_resource("ffffffffffffffffffffffffffffffff", "{}", "transaction", random);
  EXPECT_EQ(open_resource(merchant, other_key).error().code, "resource_undecipherable");
}

TEST_F(WechatPay, PaymentOfSomebodyElseIsNotOurs) {
  const auto code = [&](std::string_view name, json::Value value) {
    auto document = payment();
    document[name] = std::move(value);
    const auto read = read_payment(merchant, document);
    return read.has_error() ? read.error().code : "";
  };
  EXPECT_EQ(code("mchid", "1600000002"), "payment_not_ours");
  EXPECT_EQ(code("appid", "wxother"), "payment_not_ours");
  EXPECT_EQ(code("amount", json::Object{{"total", 12990}, {"currency", "USD"}}), "payment_not_ours");
  EXPECT_EQ(code("amount", json::Object{{"total", "12990"}}), "payment_malformed");
  EXPECT_EQ(code("amount", json::Object{{"total", 0}}), "payment_malformed");
  EXPECT_EQ(code("amount", json::Object{{"total", 129.9}}), "payment_malformed");
  EXPECT_EQ(code("transaction_id", ""), "payment_malformed");
  EXPECT_EQ(code("success_time", "yesterday"), "payment_malformed");
  EXPECT_EQ(code("out_trade_no", nullptr), "payment_malformed");
  auto unpaid = payment();
  unpaid["trade_state"] = "NOTPAY";
  EXPECT_EQ(read_payment(merchant, unpaid)->payment.state, ProviderPayment::State::unpaid);
}

TEST_F(WechatPay, AsksForWhatTheOrderCosts) {
  const auto document = native_order(merchant, {"pay_1", "山海助农订单", Money(12990), now}, "http://127.0.0.1/notify");
  EXPECT_EQ(json::to_text(document),
            R"({"appid":"wx0123456789abcdef","mchid":"1600000001","description":"山海助农订单","out_trade_no":"pay_1",)"
            R"("time_expire":"2026-11-23T16:30:00+08:00","notify_url":"http://127.0.0.1/notify",)"
            R"("amount":{"total":12990,"currency":"CNY"}})");
}

TEST_F(WechatPay, KeysMustBeKeys) {
  EXPECT_THROW(RsaPrivateKey("nothing"), std::invalid_argument);
  EXPECT_THROW(RsaPublicKey("nothing"), std::invalid_argument);
  EXPECT_THROW(RsaPrivateKey(merchant_keys().public_pem), std::invalid_argument);
}

}  // namespace
}  // namespace shanhai::orders::wechat_pay
