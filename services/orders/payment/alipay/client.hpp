// Alipay's open gateway: trades that the buyer's phone scans (alipay.trade.precreate), and refunds.
#pragma once

#include "common/http/client.hpp"
#include "services/orders/payment/alipay/documents.hpp"

namespace shanhai::orders::alipay {

struct Addresses {
  std::string gateway;  // "https://openapi.alipay.com/gateway.do"
  std::string notify_url;
};

class Client final : public PaymentProvider {
 public:
  // References outlive the client.
  Client(http::Client& http, const App& app, Addresses addresses, const Clock& clock)
      : http_(http), app_(app), addresses_(std::move(addresses)), clock_(clock) {}

  Task<Result<OpenedPayment>> open(PaymentOrder order) override;
  Task<Result<ProviderPayment>> find(std::string number) override;
  Task<Result<void>> close(std::string number) override;
  Task<Result<ProviderRefund>> refund(RefundOrder order) override;
  Task<Result<ProviderRefund>> find_refund(RefundOrder order) override;

 private:
  // Signs the request and checks the answer's signature. Throws Unavailable: no answer, one that Alipay did not sign,
  // or one that leaves open what happened.
  Task<json::Value> exchange(std::string_view method, json::Object content);

  http::Client& http_;
  const App& app_;
  const Addresses addresses_;
  const Clock& clock_;
};

}  // namespace shanhai::orders::alipay
