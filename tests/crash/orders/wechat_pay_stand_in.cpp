#include "tests/crash/orders/wechat_pay_stand_in.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <fstream>

#include "common/base/encoding.hpp"
#include "services/orders/notation.hpp"

namespace shanhai::orders {
namespace {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

constexpr std::string_view kMerchant = "1600000001", kApp = "wx0123456789abcdef";
constexpr std::string_view kApiKey = "0123456789abcdef0123456789abcdef";
constexpr std::string_view kPlatformKey = "PUB_KEY_ID_0119000000012026112300000000";
constexpr std::size_t kBodyLimit = 64 << 10;

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

template <class Write>
std::string pem_of(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  write(bio.get());
  char* bytes = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(length));
}

std::string make_private_pem() {
  const KeyPtr key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  return pem_of(
      [&](BIO* bio) { PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

std::string public_pem_of(const std::string& private_pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(private_pem.data(), static_cast<int>(private_pem.size())), &BIO_free);
  const KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  return pem_of([&](BIO* out) { PEM_write_bio_PUBKEY(out, key.get()); });
}

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string text_of(const json::Value& document, std::string_view pointer) {
  return wechat_pay::text_at(document, pointer).value();
}

}  // namespace

WechatPayStandIn::WechatPayStandIn(const Clock& clock, Random& random)
    : clock_(clock),
      random_(random),
      merchant_pem_(make_private_pem()),
      platform_pem_(make_private_pem()),
      platform_public_pem_(public_pem_of(platform_pem_)),
      platform_(platform_pem_) {
  using Self = WechatPayStandIn;
  const auto payment = "/v3/pay/transactions/out-trade-no/{number}";
  table_.mount<Self>(*this, {{Method::post, "/v3/pay/transactions/native", Access::anyone(), &Self::open,
                              Contract("Open").raw_body("application/json", kBodyLimit)},
                             {Method::get, payment, Access::anyone(), &Self::find, Contract("Ask about a payment")},
                             {Method::post, "/v3/pay/transactions/out-trade-no/{number}/close", Access::anyone(),
                              &Self::close, Contract("Close").raw_body("application/json", kBodyLimit)},
                             {Method::post, "/v3/refund/domestic/refunds", Access::anyone(), &Self::refund,
                              Contract("Give back").raw_body("application/json", kBodyLimit)},
                             {Method::get, "/v3/refund/domestic/refunds/{number}", Access::anyone(), &Self::find_refund,
                              Contract("Ask about a refund")}});
  http::ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.threads = 1;
  options.access_log = false;
  options.requests_per_minute = 10'000'000;
  server_ = std::make_unique<http::Server>(options, table_, tokens_, limiter_, random_, [this] { return ready(); });
  server_->start();
}

WechatPayStandIn::~WechatPayStandIn() { server_->drain(std::chrono::seconds(1)); }

std::string WechatPayStandIn::settings(const std::string& directory) const {
  write_file(directory + "/merchant.pem", merchant_pem_);
  write_file(directory + "/platform.pem", platform_public_pem_);
  return "[payment.wechat_pay]\napi_base = \"http://127.0.0.1:" + std::to_string(server_->port()) +
         "\"\nmerchant_id = \"" + std::string(kMerchant) + "\"\napp_id = \"" + std::string(kApp) +
         "\"\nmerchant_serial = \"4A1B2C3D\"\nmerchant_private_key_file = \"" + directory +
         "/merchant.pem\"\napi_v3_key = \"" + std::string(kApiKey) + "\"\nplatform_public_key_id = \"" +
         std::string(kPlatformKey) + "\"\nplatform_public_key_file = \"" + directory + "/platform.pem\"\n";
}

void WechatPayStandIn::pay(const std::string& number) {
  const std::lock_guard lock(mutex_);
  auto& payment = payments_.at(number);
  if (payment.state != "NOTPAY") return;
  payment.state = "SUCCESS";
  payment.transaction = "4200" + number.substr(4);
  payment.paid_at = to_rfc3339(std::chrono::floor<std::chrono::seconds>(clock_.now()));
}

json::Object WechatPayStandIn::payment_document(const std::string& number, const Payment& payment) const {
  json::Object out{{"mchid", kMerchant},
                   {"appid", kApp},
                   {"out_trade_no", number},
                   {"trade_state", payment.state},
                   {"amount", {{"total", payment.amount.fen()}, {"currency", "CNY"}}}};
  if (payment.state == "SUCCESS") {
    out["transaction_id"] = payment.transaction;
    out["success_time"] = payment.paid_at;
  }
  return out;
}

json::Object WechatPayStandIn::refund_document(const std::string& number, const Refund& refund) const {
  const auto state = refund.paid ? "SUCCESS" : "PROCESSING";
  return {{"mchid", kMerchant},
          {"out_refund_no", number},
          {"refund_id", "50" + number.substr(4)},
          {"status", state},
          {"refund_status", state},
          {"amount", {{"refund", refund.amount.fen()}, {"currency", "CNY"}}}};
}

Notice WechatPayStandIn::notice(const std::string& type, const std::string& what, const json::Object& document) {
  Notice out;
  out.body = json::to_text(
      json::Object{{"id", random_.token(12)},
                   {"event_type", type},
                   {"resource", wechat_pay::close_resource(kApiKey, json::to_text(document), what, random_)}});
  const auto timestamp = std::to_string(std::chrono::system_clock::to_time_t(clock_.now()));
  const auto nonce = random_.token(12);
  out.headers = {{"Wechatpay-Timestamp", timestamp},
                 {"Wechatpay-Nonce", nonce},
                 {"Wechatpay-Signature", wechat_pay::seal_signature(platform_, timestamp, nonce, out.body)},
                 {"Wechatpay-Serial", std::string(kPlatformKey)}};
  return out;
}

Notice WechatPayStandIn::payment_notice(const std::string& number) {
  const std::lock_guard lock(mutex_);
  return notice("TRANSACTION.SUCCESS", "transaction", payment_document(number, payments_.at(number)));
}

std::string WechatPayStandIn::bill(Date day, std::size_t strangers) {
  const std::lock_guard lock(mutex_);
  std::string lines;
  Money sum;
  for (std::size_t i = 0; i < strangers; ++i) {
    const Money amount(static_cast<std::int64_t>(1 + random_.below(100'000)));
    sum += amount;
    lines += "`" + to_string(day) + " 12:00:00,`" + std::string(kMerchant) + ",`4200" + random_.digits(20) + ",`pay_" +
             random_.digits(20) + ",`SUCCESS,`CNY,`" + to_yuan(amount) + ",`,`,`0.00,`\n";
  }
  return "交易时间,商户号,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,商户退款单号,退款金额,"
         "退款状态\n" +
         lines + "总交易单数,订单总金额,申请退款总金额\n`" + std::to_string(strangers) + ",`" + to_yuan(sum) +
         ",`0.00\n";
}

std::vector<Notice> WechatPayStandIn::take_refund_notices() {
  const std::lock_guard lock(mutex_);
  std::vector<Notice> out;
  for (const auto& number : std::exchange(untold_, {})) {
    auto& refund = refunds_.at(number);
    refund.paid = true;
    out.push_back(notice("REFUND.SUCCESS", "refund", refund_document(number, refund)));
  }
  return out;
}

WechatPayStandIn::Book WechatPayStandIn::book() {
  const std::lock_guard lock(mutex_);
  Book out;
  out.refunds = refunds_.size();
  for (const auto& [number, payment] : payments_) {
    if (payment.state == "SUCCESS") out.paid += payment.amount;
    out.refunded += payment.refunded;
    out.overdrawn = out.overdrawn || payment.refunded > payment.amount;
  }
  return out;
}

Response WechatPayStandIn::answer(int status, std::string body) {
  const auto timestamp = std::to_string(std::chrono::system_clock::to_time_t(clock_.now()));
  const auto nonce = random_.token(12);
  auto signature = wechat_pay::seal_signature(platform_, timestamp, nonce, body);
  auto out = body.empty() ? Response::empty(status) : Response::of(status, "application/json", std::move(body));
  out.headers.emplace_back("Wechatpay-Timestamp", timestamp);
  out.headers.emplace_back("Wechatpay-Nonce", nonce);
  out.headers.emplace_back("Wechatpay-Signature", std::move(signature));
  out.headers.emplace_back("Wechatpay-Serial", std::string(kPlatformKey));
  return out;
}

Response WechatPayStandIn::refuse(int status, std::string code) {
  return answer(status, json::to_text(json::Object{{"code", std::move(code)}}));
}

Task<Result<Response>> WechatPayStandIn::open(Request& request) {
  const auto asked = json::parse_value(request.body).value();
  const auto number = text_of(asked, "/out_trade_no");
  const Money amount(wechat_pay::integer_at(asked, "/amount/total").value());
  const std::lock_guard lock(mutex_);
  const auto [payment, is_new] = payments_.try_emplace(number, Payment{amount, {}});
  if (payment->second.amount != amount) co_return refuse(400, "INVALID_REQUEST");
  co_return answer(200, json::to_text(json::Object{{"code_url", "weixin://wxpay/" + number}}));
}

Task<Result<Response>> WechatPayStandIn::find(Request& request) {
  const std::lock_guard lock(mutex_);
  const auto found = payments_.find(request.path_value("number"));
  if (found == payments_.end()) co_return refuse(404, "ORDER_NOT_EXIST");
  co_return answer(200, json::to_text(payment_document(found->first, found->second)));
}

Task<Result<Response>> WechatPayStandIn::close(Request& request) {
  const std::lock_guard lock(mutex_);
  const auto found = payments_.find(request.path_value("number"));
  if (found == payments_.end()) co_return refuse(404, "ORDER_NOT_EXIST");
  if (found->second.state == "SUCCESS") co_return refuse(400, "ORDER_PAID");
  found->second.state = "CLOSED";
  co_return answer(204, "");
}

// Half of them are paid at once; of the others a callback tells, or whoever asks.
Task<Result<Response>> WechatPayStandIn::refund(Request& request) {
  const auto asked = json::parse_value(request.body).value();
  const auto number = text_of(asked, "/out_refund_no"), payment_number = text_of(asked, "/out_trade_no");
  const Money amount(wechat_pay::integer_at(asked, "/amount/refund").value());
  const std::lock_guard lock(mutex_);
  const auto payment = payments_.find(payment_number);
  if (payment == payments_.end() || payment->second.state != "SUCCESS") co_return refuse(404, "RESOURCE_NOT_EXISTS");
  const auto [refund, is_new] = refunds_.try_emplace(number, Refund{payment_number, amount, random_.below(2) == 0});
  if (refund->second.amount != amount || refund->second.payment != payment_number)
    co_return refuse(400, "INVALID_REQUEST");
  if (is_new) {
    payment->second.refunded += amount;
    if (!refund->second.paid) untold_.push_back(number);
  }
  co_return answer(200, json::to_text(refund_document(number, refund->second)));
}

Task<Result<Response>> WechatPayStandIn::find_refund(Request& request) {
  const std::lock_guard lock(mutex_);
  const auto found = refunds_.find(request.path_value("number"));
  if (found == refunds_.end()) co_return refuse(404, "RESOURCE_NOT_EXISTS");
  found->second.paid = true;
  co_return answer(200, json::to_text(refund_document(found->first, found->second)));
}

}  // namespace shanhai::orders
