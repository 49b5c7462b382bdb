#include "services/orders/procurement/procurement.hpp"

namespace shanhai::orders {

Procurement::Procurement(Context& context, identity::Api& identity, QuoteBook& quotes, Writer& writer)
    : organisations(identity, context.clock),
      rfqs(context, organisations),
      quotations(context),
      approvals(context),
      purchases(context, identity, organisations, quotes, writer),
      caps(context, organisations),
      invoices(context),
      deadlines(context),
      rfq_routes(rfqs),
      quotation_routes(quotations),
      approval_routes(approvals),
      purchase_routes(purchases, caps),
      invoice_routes(invoices) {}

void Procurement::mount(http::RouteTable& table) {
  rfq_routes.mount(table);
  quotation_routes.mount(table);
  approval_routes.mount(table);
  purchase_routes.mount(table);
  invoice_routes.mount(table);
}

}  // namespace shanhai::orders
