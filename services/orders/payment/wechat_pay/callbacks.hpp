// What WeChat Pay tells us by itself: payments and refunds, verified on the raw bytes.
#pragma once

#include "services/orders/payment/service.hpp"
#include "services/orders/payment/wechat_pay/documents.hpp"
#include "services/orders/refunds/service.hpp"

namespace shanhai::orders::wechat_pay {

class Callbacks {
 public:
  Callbacks(const Merchant& merchant, Payments& payments, Refunds& refunds, const Clock& clock)
      : merchant_(merchant), payments_(payments), refunds_(refunds), clock_(clock) {}

  // Errors as open_notice(), read_payment(), read_refund_notice() and receive_money(). A notice of something else (a
  // payment that failed) is taken and changes nothing.
  Task<Result<void>> take(Seal seal, std::string_view body);

 private:
  Task<Result<void>> take_payment(const json::Value& document);
  Task<Result<void>> take_refund(const json::Value& document);

  const Merchant& merchant_;
  Payments& payments_;
  Refunds& refunds_;
  const Clock& clock_;
};

}  // namespace shanhai::orders::wechat_pay
