#include "services/orders/payment/alipay/client.hpp"

#include "services/orders/payment/document.hpp"

namespace shanhai::orders::alipay {
namespace {

constexpr int kOk = 200;
constexpr std::string_view kNoTrade = "ACQ.TRADE_NOT_EXIST";
// "不允许进行退款（即使重试也无法成功），建议联系买家进行线下退款处理": the documentation of alipay.trade.refund. A
// buyer who is gone can't be paid either.
constexpr std::string_view kFinal[] = {"ACQ.TRADE_HAS_FINISHED", "ACQ.BUYER_NOT_EXIST"};

// The code goes into logs and answers: only what looks like one.
Error refusal(const Outcome& outcome) {
  const bool plain = outcome.code.size() <= 60 && !outcome.code.empty() &&
                     outcome.code.find_first_not_of(
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-0123456789") == outcome.code.npos;
  return Error::conflict("channel_refused", "the payment channel answered " + (plain ? outcome.code : "another code"));
}

}  // namespace

Task<json::Value> Client::exchange(std::string_view method, json::Object content) {
  http::ClientRequest request;
  request.method = http::Method::post;
  request.url = addresses_.gateway;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded;charset=utf-8"}, {"User-Agent", "shanhai"}};
  const auto& notify_url = method == kPrecreate ? addresses_.notify_url : std::string();
  request.body = print_form(sign_request(app_, method, content, notify_url, clock_.now()));
  auto response = co_await http_.send(std::move(request));
  if (response.status != kOk) throw Unavailable("the payment channel answered " + std::to_string(response.status));
  auto answer = open_answer(app_, method, response.body);
  if (answer.has_error()) throw Unavailable("the payment channel's answer is not signed: " + answer.error().code);
  if (const auto outcome = outcome_of(*answer); !outcome.succeeded && outcome.may_have_happened)
    throw Unavailable("the payment channel could not say what happened");
  co_return std::move(*answer);
}

Task<Result<OpenedPayment>> Client::open(PaymentOrder order) {
  auto content = precreate_content(app_, order);
  const auto answer = co_await exchange(kPrecreate, std::move(content));
  const auto outcome = outcome_of(answer);
  auto code_url = text_at(answer, "/qr_code");
  if (!outcome.succeeded || !code_url || text_at(answer, "/out_trade_no") != order.number) co_return refusal(outcome);
  co_return OpenedPayment{std::move(*code_url)};
}

Task<Result<ProviderPayment>> Client::find(std::string number) {
  auto content = trade_content(number);
  const auto answer = co_await exchange(kQuery, std::move(content));
  const auto outcome = outcome_of(answer);
  if (outcome.code == kNoTrade) co_return ProviderPayment{};  // also before the buyer has scanned
  if (!outcome.succeeded) co_return refusal(outcome);
  co_return read_trade(answer, number);
}

Task<Result<void>> Client::close(std::string number) {
  auto content = trade_content(number);
  const auto answer = co_await exchange(kClose, std::move(content));
  const auto outcome = outcome_of(answer);
  if (outcome.succeeded || outcome.code == kNoTrade) co_return Result<void>();
  co_return refusal(outcome);
}

Task<Result<ProviderRefund>> Client::refund(RefundOrder order) {
  auto content = refund_content(order);
  const auto answer = co_await exchange(kRefund, std::move(content));
  const auto outcome = outcome_of(answer);
  if (outcome.succeeded) co_return read_refund(answer, order);
  auto refused = refusal(outcome);
  for (const auto code : kFinal) {
    if (outcome.code == code) refused.code = kRefusedForGood;
  }
  co_return refused;
}

Task<Result<ProviderRefund>> Client::find_refund(RefundOrder order) {
  auto content = refund_query_content(order);
  const auto answer = co_await exchange(kRefundQuery, std::move(content));
  const auto outcome = outcome_of(answer);
  if (outcome.code == kNoTrade) co_return ProviderRefund{};
  if (!outcome.succeeded) co_return refusal(outcome);
  co_return read_refund_query(answer, order);
}

}  // namespace shanhai::orders::alipay
