// Institutional buying, wired: from the request for quotation to the fapiao.
#pragma once

#include "services/orders/procurement/approvals/routes.hpp"
#include "services/orders/procurement/deadlines.hpp"
#include "services/orders/procurement/invoices/routes.hpp"
#include "services/orders/procurement/purchases/routes.hpp"
#include "services/orders/procurement/quotations/routes.hpp"
#include "services/orders/procurement/rfqs/routes.hpp"

namespace shanhai::orders {

// References outlive it.
struct Procurement {
  Organisations organisations;
  Rfqs rfqs;
  Quotations quotations;
  Approvals approvals;
  Purchases purchases;
  GiftCaps caps;
  Invoices invoices;
  ProcurementDeadlines deadlines;
  RfqRoutes rfq_routes;
  QuotationRoutes quotation_routes;
  ApprovalRoutes approval_routes;
  PurchaseRoutes purchase_routes;
  InvoiceRoutes invoice_routes;

  Procurement(Context& context, identity::Api& identity, QuoteBook& quotes, Writer& writer);
  void mount(http::RouteTable& table);
};

}  // namespace shanhai::orders
