#include "services/orders/payment/wechat_pay/documents.hpp"

namespace shanhai::orders::wechat_pay {
namespace {

constexpr std::string_view kCurrency = "CNY";

ProviderPayment::State payment_state(std::string_view text) {
  using State = ProviderPayment::State;
  if (text == "SUCCESS" || text == "REFUND") return State::paid;  // REFUND: paid, and something was given back
  if (text == "CLOSED" || text == "REVOKED" || text == "PAYERROR") return State::closed;
  if (text == "NOTPAY" || text == "USERPAYING") return State::unpaid;
  return State::unknown;
}

ProviderRefund::State refund_state(std::string_view text) {
  using State = ProviderRefund::State;
  if (text == "SUCCESS") return State::succeeded;
  if (text == "PROCESSING") return State::processing;
  if (text == "ABNORMAL") return State::failed;
  if (text == "CLOSED") return State::closed;
  return State::unknown;
}

// "2026-11-23T16:40:12+08:00", the provider's way of RFC 3339 without fractions.
std::string china_time(Instant instant) {
  auto text = to_rfc3339(std::chrono::floor<std::chrono::seconds>(instant + std::chrono::hours(8)));
  text.back() = '+';
  return text + "08:00";
}

}  // namespace

json::Object native_order(const Merchant& merchant, const PaymentOrder& order, const std::string& notify_url) {
  return {{"appid", merchant.app_id},
          {"mchid", merchant.id},
          {"description", order.description},
          {"out_trade_no", order.number},
          {"time_expire", china_time(order.expires_at)},
          {"notify_url", notify_url},
          {"amount", {{"total", order.amount.fen()}, {"currency", kCurrency}}}};
}

json::Object refund_order(const RefundOrder& order, const std::string& notify_url) {
  return {{"out_trade_no", order.payment_number},
          {"out_refund_no", order.number},
          {"reason", order.reason},
          {"notify_url", notify_url},
          {"amount", {{"refund", order.amount.fen()}, {"total", order.total.fen()}, {"currency", kCurrency}}}};
}

Result<PaymentDocument> read_payment(const Merchant& merchant, const json::Value& document) {
  const auto merchant_id = text_at(document, "/mchid");
  const auto app_id = text_at(document, "/appid");
  auto number = text_at(document, "/out_trade_no");
  const auto state = text_at(document, "/trade_state");
  if (!merchant_id || !app_id || !number || !state) return Error::unprocessable("payment_malformed");
  if (*merchant_id != merchant.id || *app_id != merchant.app_id) return Error::unprocessable("payment_not_ours");
  PaymentDocument out{std::move(*number), {payment_state(*state), {}, {}, {}}};
  if (out.payment.state != ProviderPayment::State::paid) return out;
  auto transaction = text_at(document, "/transaction_id");
  const auto amount = integer_at(document, "/amount/total");
  const auto paid_at = parse_rfc3339(text_at(document, "/success_time").value_or(""));
  if (!transaction || transaction->empty() || transaction->size() > 64 || !amount || *amount <= 0 ||
      paid_at.has_error()) {
    return Error::unprocessable("payment_malformed");
  }
  if (text_at(document, "/amount/currency").value_or(std::string(kCurrency)) != kCurrency) {
    return Error::unprocessable("payment_not_ours");
  }
  out.payment.transaction = std::move(*transaction);
  out.payment.amount = Money(*amount);
  out.payment.paid_at = *paid_at;
  return out;
}

ProviderRefund read_refund(const json::Value& document) {
  return {refund_state(text_at(document, "/status").value_or("")), text_at(document, "/refund_id").value_or("")};
}

Result<RefundDocument> read_refund_notice(const Merchant& merchant, const json::Value& document) {
  const auto merchant_id = text_at(document, "/mchid");
  auto number = text_at(document, "/out_refund_no");
  const auto state = text_at(document, "/refund_status");
  const auto amount = integer_at(document, "/amount/refund");
  if (!merchant_id || !number || !state || !amount) return Error::unprocessable("refund_malformed");
  if (*merchant_id != merchant.id) return Error::unprocessable("refund_not_ours");
  return RefundDocument{
      std::move(*number), {refund_state(*state), text_at(document, "/refund_id").value_or("")}, Money(*amount)};
}

Result<Notice> open_notice(const Merchant& merchant, const Seal& seal, std::string_view body, Instant now) {
  SH_CHECK(check_seal(merchant, seal, body, now));
  const auto envelope = json::parse_value(body);
  if (envelope.has_error() || !envelope->is_object()) return Error::unprocessable("notice_malformed");
  auto event_type = text_at(*envelope, "/event_type");
  const auto* resource = envelope->as_object().if_contains("resource");
  if (!event_type || !resource) return Error::unprocessable("notice_malformed");
  SH_TRY(const auto plain, open_resource(merchant, *resource));
  auto document = json::parse_value(plain);
  if (document.has_error()) return Error::unprocessable("notice_malformed");
  return Notice{std::move(*event_type), std::move(*document)};
}

}  // namespace shanhai::orders::wechat_pay
