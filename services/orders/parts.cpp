#include "services/orders/parts.hpp"

namespace shanhai::orders {
namespace {

PaymentProvider* provider_of(WechatPay* wechat_pay) { return wechat_pay ? &wechat_pay->client : nullptr; }

}  // namespace

Parts::Parts(Context& with, identity::Api& identity, WechatPay* wechat_pay, Payee payee, WriterOptions options)
    : context(with),
      writer(
          with.database.endpoint(), with.clock, with.random, [&with] { with.sequencer.committed(); }, options),
      checkout(with, identity, writer),
      ordering(with),
      refunds(with, provider_of(wechat_pay)),
      payments(with, provider_of(wechat_pay), std::move(payee)),
      statements(with),
      fulfilment(with),
      returns(with, refunds),
      settlement(with),
      callbacks(wechat_pay ? std::make_unique<orders::wechat_pay::Callbacks>(wechat_pay->merchant, payments, refunds,
                                                                             with.clock)
                           : nullptr),
      checkout_routes(checkout),
      ordering_routes(ordering),
      payment_routes(payments, refunds, statements, callbacks.get()),
      fulfilment_routes(fulfilment),
      return_routes(returns),
      settlement_routes(settlement) {}

void Parts::mount(http::RouteTable& table) {
  checkout_routes.mount(table);
  ordering_routes.mount(table);
  payment_routes.mount(table);
  fulfilment_routes.mount(table);
  return_routes.mount(table);
  settlement_routes.mount(table);
}

}  // namespace shanhai::orders
