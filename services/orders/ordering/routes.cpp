#include "services/orders/ordering/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void OrderingRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  const auto parties = Access::only({Role::consumer, Role::buyer_unit, Role::supplier, Role::platform_operator});
  table.mount<OrderingRoutes>(
      *this, {{Method::get, "/v1/orders", parties, &OrderingRoutes::list,
               Contract("The caller's orders, newest first").query<OrderQuery>().reply<OrderPage>(200)},
              {Method::get, "/v1/orders/{order}", parties, &OrderingRoutes::get,
               Contract("One order; recipients for its buyer, and for its supplier while it has to deliver")
                   .reply<OrderView>(200)},
              {Method::post, "/v1/orders/{order}/cancel", buyers, &OrderingRoutes::cancel,
               Contract("Cancel an order that is not paid").body<CancelBody>().reply<OrderView>(200)},
              {Method::get, "/v1/order-groups/{group}",
               Access::only({Role::consumer, Role::buyer_unit, Role::platform_operator}), &OrderingRoutes::get_group,
               Contract("One checkout with its orders").reply<OrderGroupView>(200)}});
}

Task<Result<Response>> OrderingRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<OrderQuery>());
  SH_CO_TRY(auto page, co_await ordering_.orders(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> OrderingRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto order, co_await ordering_.order(request.caller(), id));
  co_return Response::json(200, order);
}

Task<Result<Response>> OrderingRoutes::get_group(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderGroupId>("group"));
  SH_CO_TRY(auto group, co_await ordering_.group(request.caller(), id));
  co_return Response::json(200, group);
}

Task<Result<Response>> OrderingRoutes::cancel(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<CancelBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto order, co_await ordering_.cancel(command, id, body.reason.str()));
  co_return Response::json(200, order);
}

}  // namespace shanhai::orders
