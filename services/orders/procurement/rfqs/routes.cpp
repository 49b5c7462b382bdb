#include "services/orders/procurement/rfqs/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void RfqRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::buyer_unit});
  const auto parties = Access::only({Role::buyer_unit, Role::supplier, Role::platform_operator});
  table.mount<RfqRoutes>(
      *this,
      {{Method::post, "/v1/procurement/rfqs", buyers, &RfqRoutes::publish,
        Contract("Ask suppliers for quotations: named ones, or all that are approved")
            .body<RfqBody>()
            .reply<RfqView>(201)
            .idempotent()},
       {Method::get, "/v1/procurement/rfqs", parties, &RfqRoutes::list,
        Contract("Requests for quotation: the buyer's own, and for a supplier those that it may answer, newest first")
            .query<http::PageQuery>()
            .reply<RfqPage>(200)},
       {Method::get, "/v1/procurement/rfqs/{rfq}", parties, &RfqRoutes::get,
        Contract("One request for quotation").reply<RfqView>(200)},
       {Method::post, "/v1/procurement/rfqs/{rfq}/close", buyers, &RfqRoutes::close,
        Contract("Take no more quotations").body<RfqReasonBody>().reply<RfqView>(200)},
       {Method::post, "/v1/procurement/rfqs/{rfq}/withdraw", buyers, &RfqRoutes::withdraw,
        Contract("Take a request for quotation back").body<RfqReasonBody>().reply<RfqView>(200)}});
}

Task<Result<Response>> RfqRoutes::publish(Request& request) {
  SH_CO_TRY(auto body, request.read_body<RfqBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await rfqs_.publish(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> RfqRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await rfqs_.rfqs(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> RfqRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RfqId>("rfq"));
  SH_CO_TRY(auto view, co_await rfqs_.rfq(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> RfqRoutes::close(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RfqId>("rfq"));
  SH_CO_TRY(auto body, request.read_body<RfqReasonBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await rfqs_.close(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> RfqRoutes::withdraw(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RfqId>("rfq"));
  SH_CO_TRY(auto body, request.read_body<RfqReasonBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await rfqs_.withdraw(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

}  // namespace shanhai::orders
