#include "services/orders/parts.hpp"

namespace shanhai::orders {
Parts::Parts(Context& with, identity::Api& identity, WechatPayAccess channel, Payee payee, WriterOptions options)
    : context(with),
      writer(
          with.database.endpoint(), with.clock, with.random, [&with] { with.sequencer.committed(); }, options),
      checkout(with, identity, writer),
      ordering(with),
      refunds(with, channel.provider),
      payments(with, channel.provider, std::move(payee)),
      statements(with),
      fulfilment(with),
      returns(with, refunds),
      settlement(with),
      callbacks(channel.merchant
                    ? std::make_unique<wechat_pay::Callbacks>(*channel.merchant, payments, refunds, with.clock)
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
