// Everything orders is made of, wired.
#pragma once

#include "services/orders/fulfilment/routes.hpp"
#include "services/orders/ordering/routes.hpp"
#include "services/orders/payment/routes.hpp"
#include "services/orders/placement/routes.hpp"
#include "services/orders/returns/routes.hpp"
#include "services/orders/settlement/routes.hpp"
#include "services/orders/stock/routes.hpp"

namespace shanhai::orders {

// The payment channel that is called, and what its callbacks are checked with; both nullptr where it is not configured.
struct WechatPayAccess {
  PaymentProvider* provider = nullptr;
  const wechat_pay::Merchant* merchant = nullptr;
};

// References outlive it. The writer and the loops are started by the module.
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

  Parts(Context& with, identity::Api& identity, WechatPayAccess channel, Payee payee, WriterOptions options = {});
  void mount(http::RouteTable& table);
};

}  // namespace shanhai::orders
