// What stands in Alipay's requests, answers and notifications, as far as it concerns us; what else is there is left
// alone. Sources: opendocs.alipay.com, alipay.trade.precreate, .query, .close, .refund, .fastpay.refund.query, and the
// asynchronous notification of trades.
#pragma once

#include "services/orders/payment/alipay/signing.hpp"
#include "services/orders/payment/provider.hpp"

namespace shanhai::orders::alipay {

inline constexpr std::string_view kPrecreate = "alipay.trade.precreate";
inline constexpr std::string_view kQuery = "alipay.trade.query";
inline constexpr std::string_view kClose = "alipay.trade.close";
inline constexpr std::string_view kRefund = "alipay.trade.refund";
inline constexpr std::string_view kRefundQuery = "alipay.trade.fastpay.refund.query";

json::Object precreate_content(const App& app, const PaymentOrder& order);
json::Object trade_content(const std::string& number);  // of .query and .close
json::Object refund_content(const RefundOrder& order);
json::Object refund_query_content(const RefundOrder& order);

// The outcome that every answer names.
struct Outcome {
  bool succeeded = false;  // code 10000
  // sub_code where there is one, else code: "ACQ.TRADE_NOT_EXIST"
  std::string code;
  bool may_have_happened = false;  // the gateway or the channel failed: ask again with the same numbers
};
Outcome outcome_of(const json::Value& answer);

// A trade of alipay.trade.query. conflict channel_refused: about another number; unprocessable payment_malformed.
Result<ProviderPayment> read_trade(const json::Value& answer, std::string_view number);
ProviderRefund read_refund(const json::Value& answer, const RefundOrder& order);
ProviderRefund read_refund_query(const json::Value& answer, const RefundOrder& order);

// A notification about a trade of ours. unprocessable payment_malformed; payment_not_ours: another app or seller.
struct PaymentNotice {
  std::string number;  // out_trade_no
  ProviderPayment payment;
};
Result<PaymentNotice> read_notice(const App& app, const Parameters& notice);

}  // namespace shanhai::orders::alipay
