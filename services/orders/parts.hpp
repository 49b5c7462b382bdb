// Everything orders is made of, wired.
#pragma once

#include "services/orders/fulfilment/routes.hpp"
#include "services/orders/ordering/routes.hpp"
#include "services/orders/payment/routes.hpp"
#include "services/orders/payment/wechat_pay/client.hpp"
#include "services/orders/placement/routes.hpp"
#include "services/orders/returns/routes.hpp"
#include "services/orders/settlement/routes.hpp"
#include "services/orders/stock/routes.hpp"

namespace shanhai::orders {

// How orders talks to WeChat Pay; empty where it is not configured.
struct WechatPay {
  wechat_pay::Merchant merchant;
  wechat_pay::Client client;
  WechatPay(http::Client& http, wechat_pay::Merchant with, wechat_pay::Addresses addresses, const Clock& clock,
            Random& random)
      : merchant(std::move(with)), client(http, merchant, std::move(addresses), clock, random) {}
};

// References outlive it. start() begins the writer; loops are the module's.
struct Parts {
  Context& context;
  Writer writer;
  Checkout checkout;
  Ordering ordering;
  Refunds refunds;
  Payments payments;
  BankStatements statements;
  Fulfilment fulfilment;
  Returns returns;
  Settlement settlement;
  std::unique_ptr<wechat_pay::Callbacks> callbacks;
  CheckoutRoutes checkout_routes;
  OrderingRoutes ordering_routes;
  PaymentRoutes payment_routes;
  FulfilmentRoutes fulfilment_routes;
  ReturnRoutes return_routes;
  SettlementRoutes settlement_routes;

  Parts(Context& with, identity::Api& identity, WechatPay* wechat_pay, Payee payee, WriterOptions options = {});
  void mount(http::RouteTable& table);
};

}  // namespace shanhai::orders
