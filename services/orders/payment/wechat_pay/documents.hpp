// The documents of WeChat Pay API v3, as far as they concern us; what else stands in them is left alone.
#pragma once

#include "services/orders/payment/provider.hpp"
#include "services/orders/payment/wechat_pay/envelope.hpp"

namespace shanhai::orders::wechat_pay {

json::Object native_order(const Merchant& merchant, const PaymentOrder& order, const std::string& notify_url);
json::Object refund_order(const RefundOrder& order, const std::string& notify_url);

// A payment in an answer or a callback: mchid, appid and currency are ours, or it is refused (unprocessable
// payment_malformed, payment_not_ours).
struct PaymentDocument {
  std::string number;
  ProviderPayment payment;
};
Result<PaymentDocument> read_payment(const Merchant& merchant, const json::Value& document);

ProviderRefund read_refund(const json::Value& document);  // `status` of an answer

struct RefundDocument {
  std::string number;
  ProviderRefund refund;
  Money amount;
};
// A refund in a callback (`refund_status`). unprocessable refund_malformed, refund_not_ours.
Result<RefundDocument> read_refund_notice(const Merchant& merchant, const json::Value& document);

// A callback whose seal and resource are good.
struct Notice {
  std::string event_type;  // TRANSACTION.SUCCESS, REFUND.SUCCESS, REFUND.ABNORMAL, REFUND.CLOSED
  json::Value document;
};
// `body` is the raw bytes that were sealed. unauthenticated as check_seal(); unprocessable notice_malformed and as
// open_resource().
Result<Notice> open_notice(const Merchant& merchant, const Seal& seal, std::string_view body, Instant now);

}  // namespace shanhai::orders::wechat_pay
