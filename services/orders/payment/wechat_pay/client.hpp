// WeChat Pay API v3, native payments (a code that the buyer's phone scans) and domestic refunds.
#pragma once

#include "common/http/client.hpp"
#include "services/orders/payment/provider.hpp"
#include "services/orders/payment/wechat_pay/envelope.hpp"

namespace shanhai::orders::wechat_pay {

struct Addresses {
  std::string api_base;  // "https://api.mch.weixin.qq.com"
  std::string payment_notify_url;
  std::string refund_notify_url;
};

class Client final : public PaymentProvider, public BillSource {
 public:
  // References outlive the client.
  Client(http::Client& http, const Merchant& merchant, Addresses addresses, const Clock& clock, Random& random)
      : http_(http), merchant_(merchant), addresses_(std::move(addresses)), clock_(clock), random_(random) {}

  Task<Result<OpenedPayment>> open(PaymentOrder order) override;
  Task<Result<ProviderPayment>> find(std::string number) override;
  Task<Result<void>> close(std::string number) override;
  Task<Result<ProviderRefund>> refund(RefundOrder order) override;
  Task<Result<ProviderRefund>> find_refund(RefundOrder order) override;
  // The trade bill of type ALL. Its address is sealed, its bytes are not: they are believed where their SHA-1 is the
  // sealed one. Throws Unavailable where it is not.
  Task<Result<std::string>> bill(Date day) override;

 private:
  struct Answer {
    int status = 0;
    json::Value body;
  };
  // Signs the request and checks the answer's seal. Throws Unavailable: no answer, or one that WeChat Pay did not sign.
  Task<Answer> exchange(http::Method method, std::string target, std::string body);
  http::ClientRequest signed_request(http::Method method, std::string url, std::string_view target, std::string body);

  http::Client& http_;
  const Merchant& merchant_;
  const Addresses addresses_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace shanhai::orders::wechat_pay
