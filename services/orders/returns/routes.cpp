#include "services/orders/returns/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void ReturnRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  const auto suppliers = Access::only({Role::supplier});
  const auto parties = Access::only({Role::consumer, Role::buyer_unit, Role::supplier, Role::platform_operator});
  table.mount<ReturnRoutes>(
      *this, {{Method::post, "/v1/returns", buyers, &ReturnRoutes::request,
               Contract("Ask to return units of an order").body<ReturnBody>().reply<ReturnView>(201).idempotent()},
              {Method::get, "/v1/returns", parties, &ReturnRoutes::list,
               Contract("The caller's returns, newest first").query<http::PageQuery>().reply<ReturnPage>(200)},
              {Method::get, "/v1/returns/{return}", parties, &ReturnRoutes::get,
               Contract("One return, with its refund").reply<ReturnView>(200)},
              {Method::post, "/v1/returns/{return}/approve", suppliers, &ReturnRoutes::approve,
               Contract("Agree to a return").body<DecisionBody>().reply<ReturnView>(200)},
              {Method::post, "/v1/returns/{return}/refuse", suppliers, &ReturnRoutes::refuse,
               Contract("Refuse a return").body<DecisionBody>().reply<ReturnView>(200)},
              {Method::post, "/v1/returns/{return}/receive", suppliers, &ReturnRoutes::receive,
               Contract("The goods are back: refund them, and put them on sale again if they are in good order")
                   .body<ReceiveBody>()
                   .reply<ReturnView>(200)
                   .idempotent()}});
}

Task<Result<Response>> ReturnRoutes::request(Request& request) {
  SH_CO_TRY(auto body, request.read_body<ReturnBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.request(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> ReturnRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await returns_.returns(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ReturnRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto view, co_await returns_.get(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReturnRoutes::approve(Request& request) {
  auto out = co_await decide(request, true);
  co_return out;
}

Task<Result<Response>> ReturnRoutes::refuse(Request& request) {
  auto out = co_await decide(request, false);
  co_return out;
}

Task<Result<Response>> ReturnRoutes::decide(Request& request, bool approve) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<DecisionBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.decide(command, id, approve, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReturnRoutes::receive(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<ReceiveBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.receive(command, id, body.restock, *request.idempotency));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

}  // namespace shanhai::orders
