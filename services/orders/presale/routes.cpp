#include "services/orders/presale/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void PresaleRoutes::mount(http::RouteTable& table) {
  const auto suppliers = Access::only({Role::supplier});
  const auto seers = Access::only({Role::supplier, Role::agency, Role::platform_operator});
  table.mount<PresaleRoutes>(
      *this,
      {{Method::post, "/v1/presales", suppliers, &PresaleRoutes::open,
        Contract("Sell a SKU before the goods are there: an allotment, from when until when, and when it ships")
            .body<PresaleBody>()
            .reply<PresaleView>(201)
            .idempotent()},
       {Method::get, "/v1/presales", seers, &PresaleRoutes::list,
        Contract("Presales, newest first; a supplier sees its own").query<http::PageQuery>().reply<PresalePage>(200)},
       {Method::get, "/v1/presales/{presale}", seers, &PresaleRoutes::show,
        Contract("One presale and how much of it is taken").reply<PresaleView>(200)},
       {Method::post, "/v1/presales/{presale}/put-off", suppliers, &PresaleRoutes::put_off,
        Contract("Promise a later day; whoever was promised an earlier one may leave")
            .body<PutOffBody>()
            .reply<PresaleView>(200)},
       {Method::post, "/v1/presales/{presale}/withdraw", suppliers, &PresaleRoutes::withdraw,
        Contract("The goods will not come: unpaid orders end, what was paid is given back")
            .body<WithdrawPresaleBody>()
            .reply<PresaleView>(200)},
       {Method::post, "/v1/orders/{order}/leave-presale", Access::only({Role::consumer, Role::buyer_unit}),
        &PresaleRoutes::leave,
        Contract("Take back what should have shipped by now, or was put off, and is not packed")
            .reply<OrderView>(200)
            .idempotent()}});
}

Task<Result<Response>> PresaleRoutes::open(Request& request) {
  SH_CO_TRY(auto body, request.read_body<PresaleBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await presales_.open(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> PresaleRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await presales_.presales(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> PresaleRoutes::show(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PresaleId>("presale"));
  SH_CO_TRY(auto view, co_await presales_.presale(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> PresaleRoutes::put_off(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PresaleId>("presale"));
  SH_CO_TRY(auto body, request.read_body<PutOffBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await presales_.put_off(command, id, std::move(body)));
  co_return Response::json(200, view);
}

Task<Result<Response>> PresaleRoutes::withdraw(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PresaleId>("presale"));
  SH_CO_TRY(auto body, request.read_body<WithdrawPresaleBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await presales_.withdraw(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> PresaleRoutes::leave(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await presales_.leave(command, id, *request.idempotency));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

}  // namespace shanhai::orders
