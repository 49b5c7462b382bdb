// /v1/payments, its callbacks and refunds, and /v1/bank-statements.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/payment/alipay/callbacks.hpp"
#include "services/orders/payment/bank_transfer/service.hpp"
#include "services/orders/payment/service.hpp"
#include "services/orders/payment/wechat_pay/callbacks.hpp"

namespace shanhai::orders {

class PaymentRoutes {
 public:
  // Callbacks may be nullptr: the channel is not configured.
  PaymentRoutes(Payments& payments, Refunds& refunds, BankStatements& statements, wechat_pay::Callbacks* wechat_pay,
                alipay::Callbacks* alipay)
      : payments_(payments), refunds_(refunds), statements_(statements), wechat_pay_(wechat_pay), alipay_(alipay) {}
  void mount(http::RouteTable& table);

 private:
  void mount_statements(http::RouteTable& table);

  Task<Result<http::Response>> open(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> notify_wechat_pay(http::Request& request);
  Task<Result<http::Response>> notify_alipay(http::Request& request);
  Task<Result<http::Response>> import(http::Request& request);
  Task<Result<http::Response>> unapplied(http::Request& request);
  Task<Result<http::Response>> list_entries(http::Request& request);
  Task<Result<http::Response>> match_entry(http::Request& request);
  Task<Result<http::Response>> dismiss_entry(http::Request& request);
  Task<Result<http::Response>> list_refunds(http::Request& request);
  Task<Result<http::Response>> retry_refund(http::Request& request);
  Task<Result<http::Response>> confirm_refund(http::Request& request);
  Task<Result<http::Response>> give_back(http::Request& request);
  Task<Result<http::Response>> decline(http::Request& request);

  Payments& payments_;
  Refunds& refunds_;
  BankStatements& statements_;
  wechat_pay::Callbacks* wechat_pay_;
  alipay::Callbacks* alipay_;
};

}  // namespace shanhai::orders
