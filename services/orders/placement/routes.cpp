#include "services/orders/placement/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void CheckoutRoutes::mount(http::RouteTable& table) {
  table.mount<CheckoutRoutes>(
      *this, {{Method::post, "/v1/checkouts", Access::only({Role::consumer, Role::buyer_unit}), &CheckoutRoutes::place,
               Contract("Place what a checkout asks for: one order per supplier, all or nothing. Prices, discounts and "
                        "freight are those of POST /v1/quotes")
                   .body<CheckoutBody>()
                   .reply<CheckoutReceipt>(201)
                   .idempotent()}});
}

Task<Result<Response>> CheckoutRoutes::place(Request& request) {
  SH_CO_TRY(auto body, request.read_body<CheckoutBody>());
  const auto command = command_of(request);
  auto placed = co_await checkout_.place(command, std::move(body), *request.idempotency);
  if (placed.has_error()) co_return placed.error();
  co_return Response::of(201, "application/json", std::move(placed->answer)).replayed(placed->replayed);
}

}  // namespace shanhai::orders
