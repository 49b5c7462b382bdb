#include "services/orders/caps/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void PurchaseCapRoutes::mount(http::RouteTable& table) {
  const auto suppliers = Access::only({Role::supplier});
  table.mount<PurchaseCapRoutes>(
      *this,
      {{Method::post, "/v1/purchase-caps", suppliers, &PurchaseCapRoutes::set,
        Contract("How much of a SKU one buyer may hold unpaid or buy in a period, and how much may go to one address")
            .body<PurchaseCapBody>()
            .reply<PurchaseCapView>(201)
            .idempotent()},
       {Method::get, "/v1/purchase-caps", Access::only({Role::supplier, Role::agency, Role::platform_operator}),
        &PurchaseCapRoutes::list,
        Contract("Every cap that was set or ended, newest first; a supplier sees its own")
            .query<http::PageQuery>()
            .reply<PurchaseCapPage>(200)},
       {Method::post, "/v1/purchase-caps/{cap_sku}/end", suppliers, &PurchaseCapRoutes::end,
        Contract("The SKU is sold without a cap again").body<EndCapBody>().reply<PurchaseCapView>(200)},
       {Method::get, "/v1/purchase-allowances/{capped_sku}", Access::only({Role::consumer, Role::buyer_unit}),
        &PurchaseCapRoutes::allowances,
        Contract("How much of a SKU the caller may still buy").reply<PurchaseAllowances>(200)}});
}

Task<Result<Response>> PurchaseCapRoutes::set(Request& request) {
  SH_CO_TRY(auto body, request.read_body<PurchaseCapBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await caps_.set(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> PurchaseCapRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await caps_.caps(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> PurchaseCapRoutes::end(Request& request) {
  SH_CO_TRY(const auto sku, request.path_id<SkuId>("cap_sku"));
  SH_CO_TRY(auto body, request.read_body<EndCapBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await caps_.end(command, sku, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> PurchaseCapRoutes::allowances(Request& request) {
  SH_CO_TRY(const auto sku, request.path_id<SkuId>("capped_sku"));
  SH_CO_TRY(auto view, co_await caps_.allowances(request.caller(), sku));
  co_return Response::json(200, view).with("Cache-Control", "no-store");
}

}  // namespace shanhai::orders
