#include "services/orders/procurement/purchases/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void PurchaseRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::buyer_unit});
  const auto parties = Access::only({Role::buyer_unit, Role::supplier, Role::platform_operator});
  const auto enterers = Access::only({Role::buyer_unit, Role::platform_operator});
  table.mount<PurchaseRoutes>(
      *this,
      {{Method::post, "/v1/procurement/proposals/{proposal}/order", buyers, &PurchaseRoutes::order,
        Contract("Order what was approved, at the quotation's prices, under a contract number")
            .body<PurchaseBody>()
            .reply<PurchaseView>(201)
            .idempotent()},
       {Method::get, "/v1/procurement/orders", parties, &PurchaseRoutes::list,
        Contract("Orders by contract, with what was paid and invoiced of them, newest first")
            .query<http::PageQuery>()
            .reply<PurchasePage>(200)},
       {Method::get, "/v1/procurement/orders/{order}", parties, &PurchaseRoutes::get,
        Contract("One order by contract").reply<PurchaseView>(200)},
       {Method::post, "/v1/procurement/gift-caps", enterers, &PurchaseRoutes::enter_cap,
        Contract("What a union may spend on gift packs per head in a year: for a region, or by a union for itself")
            .body<GiftCapBody>()
            .reply<GiftCapView>(201)
            .idempotent()},
       {Method::get, "/v1/procurement/gift-caps", enterers, &PurchaseRoutes::list_caps,
        Contract("Caps of gift packs that matter to the caller, newest first")
            .query<http::PageQuery>()
            .reply<GiftCapPage>(200)}});
}

Task<Result<Response>> PurchaseRoutes::order(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProposalId>("proposal"));
  SH_CO_TRY(auto body, request.read_body<PurchaseBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await purchases_.order(command, id, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> PurchaseRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await purchases_.purchases(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> PurchaseRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto view, co_await purchases_.purchase(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> PurchaseRoutes::enter_cap(Request& request) {
  SH_CO_TRY(auto body, request.read_body<GiftCapBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await caps_.enter(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> PurchaseRoutes::list_caps(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await caps_.caps(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

}  // namespace shanhai::orders
