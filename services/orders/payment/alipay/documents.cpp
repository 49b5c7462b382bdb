#include "services/orders/payment/alipay/documents.hpp"

#include "services/orders/notation.hpp"
#include "services/orders/payment/document.hpp"

namespace shanhai::orders::alipay {
namespace {

constexpr std::size_t kMaxTransaction = 64;
constexpr std::string_view kSuccess = "10000", kInProgress = "10003", kUnavailable = "20000";

// TRADE_FINISHED: paid, and can't be refunded any more. TRADE_CLOSED: never paid, or wholly refunded, which the query
// of a paid trade tells apart by the money it shows.
ProviderPayment::State state_of(std::string_view status) {
  using State = ProviderPayment::State;
  if (status == "TRADE_SUCCESS" || status == "TRADE_FINISHED") return State::paid;
  if (status == "TRADE_CLOSED") return State::closed;
  if (status == "WAIT_BUYER_PAY") return State::unpaid;
  return State::unknown;
}

Result<ProviderPayment> paid(std::string transaction, std::string_view amount, std::string_view paid_at) {
  const auto money = parse_yuan(amount);
  const auto instant = parse_china_text(paid_at);
  if (transaction.empty() || transaction.size() > kMaxTransaction || !money || *money <= Money() || !instant)
    return Error::unprocessable("payment_malformed");
  return ProviderPayment{ProviderPayment::State::paid, std::move(transaction), *money, *instant};
}

// An amount of an answer, which quotes it or does not.
std::optional<Money> money_at(const json::Value& answer, std::string_view pointer) {
  return parse_yuan(text_at(answer, pointer).value_or(""));
}

}  // namespace

json::Object precreate_content(const App& app, const PaymentOrder& order) {
  return {{"out_trade_no", order.number},
          {"total_amount", to_yuan(order.amount)},
          {"subject", order.description},
          {"seller_id", app.seller_id},
          {"time_expire", to_china_text(order.expires_at)}};
}

json::Object trade_content(const std::string& number) { return {{"out_trade_no", number}}; }

json::Object refund_content(const RefundOrder& order) {
  return {{"out_trade_no", order.payment_number},
          {"out_request_no", order.number},
          {"refund_amount", to_yuan(order.amount)},
          {"refund_reason", order.reason}};
}

json::Object refund_query_content(const RefundOrder& order) {
  return {{"out_trade_no", order.payment_number}, {"out_request_no", order.number}};
}

Outcome outcome_of(const json::Value& answer) {
  Outcome out;
  const auto code = text_at(answer, "/code").value_or("");
  out.succeeded = code == kSuccess;
  out.code = text_at(answer, "/sub_code").value_or("");
  out.may_have_happened = code == kUnavailable || code == kInProgress || out.code == "ACQ.SYSTEM_ERROR" ||
                          out.code.starts_with("isp.") || out.code.starts_with("aop.");
  if (out.code.empty()) out.code = code;
  return out;
}

Result<ProviderPayment> read_trade(const json::Value& answer, std::string_view number) {
  const auto told = text_at(answer, "/out_trade_no");
  const auto status = text_at(answer, "/trade_status");
  if (!told || !status) return Error::unprocessable("payment_malformed");
  if (*told != number) return Error::conflict("channel_refused", "the payment channel answered about another payment");
  const auto state = state_of(*status);
  // A closed trade that shows when it was paid has been refunded: the money came.
  const bool was_paid = state == ProviderPayment::State::closed && text_at(answer, "/send_pay_date").has_value();
  if (state != ProviderPayment::State::paid && !was_paid) return ProviderPayment{state, {}, {}, {}};
  return paid(text_at(answer, "/trade_no").value_or(""), text_at(answer, "/total_amount").value_or(""),
              text_at(answer, "/send_pay_date").value_or(""));
}

ProviderRefund read_refund(const json::Value& answer, const RefundOrder& order) {
  using State = ProviderRefund::State;
  // fund_change "N": nothing moved by this call, because it did before or does not yet: the query tells.
  const bool moved = text_at(answer, "/fund_change") == "Y";
  if (text_at(answer, "/out_trade_no") != order.payment_number) return {};
  return {moved ? State::succeeded : State::processing, text_at(answer, "/trade_no").value_or("")};
}

ProviderRefund read_refund_query(const json::Value& answer, const RefundOrder& order) {
  using State = ProviderRefund::State;
  if (text_at(answer, "/out_request_no") != order.number) return {};  // not known, or not received yet
  if (text_at(answer, "/refund_status").value_or("REFUND_SUCCESS") != "REFUND_SUCCESS") return {State::processing, {}};
  if (money_at(answer, "/refund_amount") != order.amount) return {};
  return {State::succeeded, text_at(answer, "/trade_no").value_or("")};
}

Result<PaymentNotice> read_notice(const App& app, const Parameters& notice) {
  const auto at = [&](std::string_view name) {
    const auto found = notice.find(name);
    return found == notice.end() ? std::string() : found->second;
  };
  auto number = at("out_trade_no");
  const auto status = at("trade_status");
  if (number.empty() || status.empty()) return Error::unprocessable("payment_malformed");
  if (at("app_id") != app.id || at("seller_id") != app.seller_id) return Error::unprocessable("payment_not_ours");
  PaymentNotice out{std::move(number), {state_of(status), {}, {}, {}}};
  if (out.payment.state != ProviderPayment::State::paid) return out;
  SH_TRY(out.payment, paid(at("trade_no"), at("total_amount"), at("gmt_payment")));
  return out;
}

}  // namespace shanhai::orders::alipay
