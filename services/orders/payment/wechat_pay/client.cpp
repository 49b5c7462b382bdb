#include "services/orders/payment/wechat_pay/client.hpp"

#include "services/orders/payment/wechat_pay/documents.hpp"

namespace shanhai::orders::wechat_pay {
namespace {

constexpr int kOk = 200, kNoContent = 204, kNotFound = 404, kServerError = 500, kTooMany = 429;

std::string_view header(const http::Headers& headers, std::string_view name) {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

Error refusal(int status, const json::Value& body) {
  auto code = text_at(body, "/code").value_or("");
  const bool plain = !code.empty() && code.size() <= 40 &&
                     code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == code.npos;
  if (!plain) code = "HTTP_" + std::to_string(status);
  return Error::conflict("channel_refused", "the payment channel answered " + std::move(code));
}

}  // namespace

Task<Client::Answer> Client::exchange(http::Method method, std::string target, std::string body) {
  http::ClientRequest request;
  request.method = method;
  request.url = addresses_.api_base + target;
  const auto name = method == http::Method::get ? "GET" : "POST";
  request.headers = {{"Authorization", authorization(merchant_, name, target, body, clock_.now(), random_)},
                     {"Accept", "application/json"},
                     {"User-Agent", "shanhai"}};
  if (method == http::Method::post) request.headers.emplace_back("Content-Type", "application/json");
  request.body = std::move(body);
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
  if (answer.status != kOk) co_return refusal(answer.status, answer.body);
  co_return read_refund(answer.body);
}

Task<Result<ProviderRefund>> Client::find_refund(std::string number) {
  auto target = "/v3/refund/domestic/refunds/" + number;
  std::string nothing;
  auto answer = co_await exchange(http::Method::get, std::move(target), std::move(nothing));
  if (answer.status == kNotFound) co_return ProviderRefund{};
  if (answer.status != kOk) co_return refusal(answer.status, answer.body);
  co_return read_refund(answer.body);
}

}  // namespace shanhai::orders::wechat_pay
