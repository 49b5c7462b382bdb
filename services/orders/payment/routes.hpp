// /v1/payments, its callbacks and refunds, and /v1/bank-statements.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/payment/bank_transfer/service.hpp"
#include "services/orders/payment/service.hpp"
#include "services/orders/payment/wechat_pay/callbacks.hpp"

namespace shanhai::orders {

class PaymentRoutes {
 public:
  // `callbacks` may be nullptr: WeChat Pay is not configured.
  PaymentRoutes(Payments& payments, Refunds& refunds, BankStatements& statements, wechat_pay::Callbacks* callbacks)
      : payments_(payments), refunds_(refunds), statements_(statements), callbacks_(callbacks) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> open(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> notify(http::Request& request);
  Task<Result<http::Response>> import(http::Request& request);
  Task<Result<http::Response>> unapplied(http::Request& request);
  Task<Result<http::Response>> list_refunds(http::Request& request);
  Task<Result<http::Response>> confirm_refund(http::Request& request);
  Task<Result<http::Response>> give_back(http::Request& request);
  Task<Result<http::Response>> decline(http::Request& request);

  Payments& payments_;
  Refunds& refunds_;
  BankStatements& statements_;
  wechat_pay::Callbacks* callbacks_;
};

}  // namespace shanhai::orders
