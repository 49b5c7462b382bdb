// Everything orders is made of, wired.
#pragma once

#include "services/orders/admission/routes.hpp"
#include "services/orders/caps/routes.hpp"
#include "services/orders/cart/routes.hpp"
#include "services/orders/fulfilment/routes.hpp"
#include "services/orders/ordering/routes.hpp"
#include "services/orders/payment/reconciliation/routes.hpp"
#include "services/orders/payment/routes.hpp"
#include "services/orders/placement/routes.hpp"
#include "services/orders/placement/storefront.hpp"
#include "services/orders/presale/routes.hpp"
#include "services/orders/pricing/routes.hpp"
#include "services/orders/procurement/procurement.hpp"
#include "services/orders/returns/routes.hpp"
#include "services/orders/settlement/routes.hpp"
#include "services/orders/stock/routes.hpp"

namespace shanhai::orders {

// The payment channels that are called, and what their callbacks are checked with; both nullptr where a channel is not
// configured.
struct ChannelAccess {
  PaymentProvider* wechat_pay = nullptr;
  const wechat_pay::Merchant* merchant = nullptr;
  PaymentProvider* alipay = nullptr;
  const alipay::App* app = nullptr;
  BillSource* wechat_pay_bills = nullptr;
};

// References outlive it. The writer and the loops are started by the module.
struct Parts {
  Context& context;
  Writer writer;
  QuoteBook quotes;
  Terms terms;
  Quotation quotation;
  Cart cart;
  Checkout checkout;
  PurchaseCaps purchase_caps;
  Presales presales;
  Rushes rushes;
  StorefrontSales storefront_sales;
  Ordering ordering;
  Refunds refunds;
  Payments payments;
  BankStatements statements;
  Reconciliation reconciliation;
  Fulfilment fulfilment;
  Waybills waybills;
  Returns returns;
  Settlement settlement;
  SupplierStatements supplier_statements;
  PayoutAccounts payout_accounts;
  Payouts payouts;
  Procurement procurement;
  std::unique_ptr<wechat_pay::Callbacks> callbacks;
  std::unique_ptr<alipay::Callbacks> alipay_callbacks;
  TermsRoutes terms_routes;
  CartRoutes cart_routes;
  CheckoutRoutes checkout_routes;
  PurchaseCapRoutes purchase_cap_routes;
  PresaleRoutes presale_routes;
  RushRoutes rush_routes;
  OrderingRoutes ordering_routes;
  PaymentRoutes payment_routes;
  ReconciliationRoutes reconciliation_routes;
  FulfilmentRoutes fulfilment_routes;
  ReturnRoutes return_routes;
  SettlementRoutes settlement_routes;

  Parts(Context& with, identity::Api& identity, const ChannelAccess& channels, Payee payee, WriterOptions options = {});
  void mount(http::RouteTable& table);
  void mount_conditions(http::RouteTable& table);  // caps, presales, rushes; part of mount()
};

}  // namespace shanhai::orders
