#include "services/orders/admission/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr int kPollsPerMinute = 120;

Response with_pace(Response response, const TicketView& view) {
  return std::move(response)
      .with("Cache-Control", "no-store")
      .with("Retry-After", std::to_string(view.ask_again_seconds));
}

}  // namespace

void RushRoutes::mount(http::RouteTable& table) {
  const auto suppliers = Access::only({Role::supplier});
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  const auto seers = Access::only({Role::supplier, Role::agency, Role::platform_operator});
  table.mount<RushRoutes>(
      *this,
      {{Method::post, "/v1/rushes", suppliers, &RushRoutes::announce,
        Contract("Announce a rush: from joins_from to ends_at the SKU is sold to admitted tickets only")
            .body<RushBody>()
            .reply<RushView>(201)
            .idempotent()},
       {Method::get, "/v1/rushes", seers, &RushRoutes::list,
        Contract("Rushes, newest first; a supplier sees its own").query<http::PageQuery>().reply<RushPage>(200)},
       {Method::post, "/v1/rushes/{rush}/cancel", suppliers, &RushRoutes::cancel,
        Contract("Call a rush off: the SKU is sold to everybody again").body<CancelRushBody>().reply<RushView>(200)},
       {Method::get, "/v1/rushes/{rush}/record", seers, &RushRoutes::record,
        Contract("Every place of the line, when it was let in and what was placed under it; whose it is, is not said")
            .query<http::PageQuery>()
            .reply<RushRecord>(200)},
       {Method::post, "/v1/rushes/{rush}/tickets", buyers, &RushRoutes::join,
        Contract("Join the line: one place per buyer. Who comes before the start is drawn, who comes later stands "
                 "behind in the order of arrival")
            .reply<TicketView>(201)
            .idempotent()},
       {Method::get, "/v1/rush-tickets/{rush_ticket}", buyers, &RushRoutes::ticket,
        Contract("The caller's place in line; Retry-After says when it is worth asking again")
            .reply<TicketView>(200)
            .limit("rush_ticket", kPollsPerMinute)}});
}

Task<Result<Response>> RushRoutes::announce(Request& request) {
  SH_CO_TRY(auto body, request.read_body<RushBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await rushes_.announce(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> RushRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await rushes_.rushes(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> RushRoutes::cancel(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RushId>("rush"));
  SH_CO_TRY(auto body, request.read_body<CancelRushBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await rushes_.cancel(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> RushRoutes::join(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RushId>("rush"));
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await rushes_.join(command, id, *request.idempotency));
  co_return with_pace(Response::json(201, view.value).replayed(view.replayed), view.value);
}

Task<Result<Response>> RushRoutes::ticket(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RushTicketId>("rush_ticket"));
  SH_CO_TRY(auto view, co_await rushes_.ticket(request.caller(), id));
  co_return with_pace(Response::json(200, view), view);
}

Task<Result<Response>> RushRoutes::record(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RushId>("rush"));
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto record, co_await rushes_.record(request.caller(), id, std::move(query)));
  co_return Response::json(200, record).next_page(request, record.next_cursor);
}

}  // namespace shanhai::orders
