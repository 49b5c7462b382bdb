#include "services/orders/payment/wechat_pay/client.hpp"

#include <openssl/evp.h>

#include "common/base/encoding.hpp"
#include "services/orders/payment/wechat_pay/documents.hpp"

namespace shanhai::orders::wechat_pay {
namespace {

constexpr std::chrono::seconds kBillTimeout(60);
constexpr int kOk = 200, kNoContent = 204, kNotFound = 404, kServerError = 500, kTooMany = 429;

// "此状态代表退款申请失败，商户可自行处理退款": the error codes of applying for a refund.
constexpr std::string_view kAccountGone = "USER_ACCOUNT_ABNORMAL";

std::string_view header(const http::Headers& headers, std::string_view name) {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string sha1(std::string_view bytes) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &length, EVP_sha1(),
                 nullptr) != 1) {
    throw std::runtime_error("hashing failed");
  }
  out.resize(length);
  return out;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

Error refusal(int status, const json::Value& body) {
  auto code = text_at(body, "/code").value_or("");
  const bool plain = !code.empty() && code.size() <= 40 &&
                     code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == code.npos;
  if (!plain) code = "HTTP_" + std::to_string(status);
  return Error::conflict("channel_refused", "the payment channel answered " + std::move(code));
}

}  // namespace

http::ClientRequest Client::signed_request(http::Method method, std::string url, std::string_view target,
                                           std::string body) {
  http::ClientRequest request;
  request.method = method;
  request.url = std::move(url);
  const auto name = method == http::Method::get ? "GET" : "POST";
  request.headers = {{"Authorization", authorization(merchant_, name, target, body, clock_.now(), random_)},
                     {"Accept", "application/json"},
                     {"User-Agent", "shanhai"}};
  if (method == http::Method::post) request.headers.emplace_back("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

Task<Client::Answer> Client::exchange(http::Method method, std::string target, std::string body) {
  auto request = signed_request(method, addresses_.api_base + target, target, std::move(body));
  auto response = co_await http_.send(std::move(request));
  if (response.status >= kServerError || response.status == kTooMany) {
    throw Unavailable("the payment channel answered " + std::to_string(response.status));
  }
  if (response.status == kOk || response.status == kNoContent) {
    const Seal seal{header(response.headers, "Wechatpay-Timestamp"), header(response.headers, "Wechatpay-Nonce"),
                    header(response.headers, "Wechatpay-Signature"), header(response.headers, "Wechatpay-Serial")};
    const auto good = check_seal(merchant_, seal, response.body, clock_.now());
    if (good.has_error()) throw Unavailable("the payment channel's answer is not signed: " + good.error().code);
  }
  Answer out{response.status, {}};
  if (!response.body.empty()) {
    auto parsed = json::parse_value(response.body);
    if (parsed.has_value()) out.body = std::move(*parsed);
  }
  co_return out;
}

Task<Result<OpenedPayment>> Client::open(PaymentOrder order) {
  auto body = json::to_text(native_order(merchant_, order, addresses_.payment_notify_url));
  std::string target = "/v3/pay/transactions/native";
  auto answer = co_await exchange(http::Method::post, std::move(target), std::move(body));
  auto code_url = text_at(answer.body, "/code_url");
  if (answer.status != kOk || !code_url) co_return refusal(answer.status, answer.body);
  co_return OpenedPayment{std::move(*code_url)};
}

Task<Result<ProviderPayment>> Client::find(std::string number) {
  auto target = "/v3/pay/transactions/out-trade-no/" + number + "?mchid=" + merchant_.id;
  std::string nothing;
  auto answer = co_await exchange(http::Method::get, std::move(target), std::move(nothing));
  if (answer.status == kNotFound) co_return ProviderPayment{};
  if (answer.status != kOk) co_return refusal(answer.status, answer.body);
  auto payment = read_payment(merchant_, answer.body);
  if (payment.has_error()) co_return payment.error();
  if (payment->number != number)
    co_return Error::conflict("channel_refused", "the payment channel answered about another payment");
  co_return payment->payment;
}

Task<Result<void>> Client::close(std::string number) {
  auto body = json::to_text(json::Object{{"mchid", merchant_.id}});
  auto target = "/v3/pay/transactions/out-trade-no/" + number + "/close";
  auto answer = co_await exchange(http::Method::post, std::move(target), std::move(body));
  if (answer.status == kOk || answer.status == kNoContent || answer.status == kNotFound) co_return Result<void>();
  co_return refusal(answer.status, answer.body);
}

Task<Result<ProviderRefund>> Client::refund(RefundOrder order) {
  auto body = json::to_text(refund_order(order, addresses_.refund_notify_url));
  std::string target = "/v3/refund/domestic/refunds";
  auto answer = co_await exchange(http::Method::post, std::move(target), std::move(body));
  if (answer.status == kOk) co_return read_refund(answer.body);
  auto refused = refusal(answer.status, answer.body);
  if (text_at(answer.body, "/code") == kAccountGone) refused.code = kRefusedForGood;
  co_return refused;
}

Task<Result<ProviderRefund>> Client::find_refund(RefundOrder order) {
  auto target = "/v3/refund/domestic/refunds/" + order.number;
  std::string nothing;
  auto answer = co_await exchange(http::Method::get, std::move(target), std::move(nothing));
  if (answer.status == kNotFound) co_return ProviderRefund{};
  if (answer.status != kOk) co_return refusal(answer.status, answer.body);
  co_return read_refund(answer.body);
}

Task<Result<std::string>> Client::bill(Date day) {
  auto target = "/v3/bill/tradebill?bill_date=" + to_string(day) + "&bill_type=ALL";
  std::string nothing;
  auto answer = co_await exchange(http::Method::get, std::move(target), std::move(nothing));
  const auto address = text_at(answer.body, "/download_url");
  const auto hash = text_at(answer.body, "/hash_value");
  if (answer.status != kOk || !address || !hash) co_return refusal(answer.status, answer.body);
  if (text_at(answer.body, "/hash_type") != "SHA1") throw Unavailable("the bill's hash is of an unknown kind");
  const auto host = address->find("://");
  const auto path = host == address->npos ? host : address->find('/', host + 3);
  if (path == address->npos) throw Unavailable("the bill's address is none");
  auto request = signed_request(http::Method::get, *address, address->substr(path), {});
  request.timeout = kBillTimeout;
  auto file = co_await http_.send(std::move(request));
  if (file.status != kOk) throw Unavailable("the bill's address answered " + std::to_string(file.status));
  if (to_hex(sha1(file.body)) != lower_case(*hash)) throw Unavailable("the bill is not what was sealed");
  co_return std::move(file.body);
}

}  // namespace shanhai::orders::wechat_pay
