#include "services/orders/parts.hpp"

namespace shanhai::orders {
Parts::Parts(Context& with, identity::Api& identity, const ChannelAccess& channels, Payee payee, WriterOptions options)
    : context(with),
      writer(
          with.database.endpoint(), with.clock, with.random, [&with] { with.sequencer.committed(); }, options),
      quotes(with.database),
      terms(with),
      quotation(with, identity, quotes, terms.book()),
      cart(with, quotation),
      checkout(with, identity, writer, quotes, terms.book(), cart),
      purchase_caps(with),
      presales(with),
      rushes(with),
      storefront_sales(with),
      ordering(with),
      refunds(with, {channels.wechat_pay, channels.alipay}),
      payments(with, {channels.wechat_pay, channels.alipay}, std::move(payee)),
      statements(with),
      reconciliation(with,
                     {channels.merchant ? channels.merchant->id : "", channels.app ? channels.app->seller_id : ""},
                     channels.wechat_pay_bills),
      fulfilment(with),
      waybills(with),
      returns(with, refunds),
      settlement(with),
      supplier_statements(with),
      payout_accounts(with),
      payouts(with),
      procurement(with, identity, quotes, writer),
      callbacks(channels.merchant
                    ? std::make_unique<wechat_pay::Callbacks>(*channels.merchant, payments, refunds, with.clock)
                    : nullptr),
      alipay_callbacks(channels.app ? std::make_unique<alipay::Callbacks>(*channels.app, payments) : nullptr),
      terms_routes(terms),
      cart_routes(quotation, cart),
      checkout_routes(checkout),
      purchase_cap_routes(purchase_caps),
      presale_routes(presales),
      rush_routes(rushes),
      ordering_routes(ordering),
      payment_routes(payments, refunds, statements, callbacks.get(), alipay_callbacks.get()),
      reconciliation_routes(reconciliation),
      fulfilment_routes(fulfilment, waybills),
      return_routes(returns),
      settlement_routes(settlement, supplier_statements, payout_accounts, payouts) {}

void Parts::mount_conditions(http::RouteTable& table) {
  purchase_cap_routes.mount(table);
  presale_routes.mount(table);
  rush_routes.mount(table);
  storefront_sales.mount(table);
}

void Parts::mount(http::RouteTable& table) {
  terms_routes.mount(table);
  cart_routes.mount(table);
  checkout_routes.mount(table);
  mount_conditions(table);
  ordering_routes.mount(table);
  payment_routes.mount(table);
  reconciliation_routes.mount(table);
  fulfilment_routes.mount(table);
  return_routes.mount(table);
  settlement_routes.mount(table);
  procurement.mount(table);
}

}  // namespace shanhai::orders
