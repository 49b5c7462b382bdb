#include "services/measurement/reserved_share/routes.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void EmployeeRoutes::mount(http::RouteTable& table) {
  const auto units = Access::only({Role::buyer_unit});
  const auto both = Access::only({Role::consumer, Role::buyer_unit});
  table.mount<EmployeeRoutes>(
      *this,
      {{Method::post, "/v1/measurement/attributions", Access::only({Role::consumer}), &EmployeeRoutes::attribute,
        Contract("Ask to count one's own purchases under the unit that one works for, from a day on")
            .body<AttributionBody>()
            .reply<AttributionView>(201)
            .idempotent()},
       {Method::get, "/v1/measurement/attributions", both, &EmployeeRoutes::list,
        Contract("One's own attributions, or those that name the unit, newest first")
            .query<http::PageQuery>()
            .reply<AttributionPage>(200)},
       {Method::post, "/v1/measurement/attributions/{attribution}/confirm", units, &EmployeeRoutes::confirm,
        Contract("The unit confirms that the person works for it")
            .body<AttributionReasonBody>()
            .reply<AttributionView>(200)},
       {Method::post, "/v1/measurement/attributions/{attribution}/refuse", units, &EmployeeRoutes::refuse,
        Contract("The unit does not know the person").body<AttributionReasonBody>().reply<AttributionView>(200)},
       {Method::post, "/v1/measurement/attributions/{attribution}/end", both, &EmployeeRoutes::end,
        Contract("From tomorrow on nothing more is counted").body<AttributionReasonBody>().reply<AttributionView>(200)},
       {Method::get, "/v1/measurement/employees",
        Access::only({Role::buyer_unit, Role::agency, Role::platform_operator}), &EmployeeRoutes::volume,
        Contract("What a unit's employees bought in a year, apart from the unit's own; too few are not told")
            .query<EmployeeQuery>()
            .reply<EmployeeVolume>(200)}});
}

Task<Result<Response>> EmployeeRoutes::attribute(Request& request) {
  SH_CO_TRY(auto body, request.read_body<AttributionBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(auto view, co_await employees_.request(std::move(command), std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed).with("Cache-Control", "no-store");
}

Task<Result<Response>> EmployeeRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await employees_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor).with("Cache-Control", "no-store");
}

Task<Result<Response>> EmployeeRoutes::decide(Request& request, AttributionAction action) {
  SH_CO_TRY(const auto id, request.path_id<AttributionId>("attribution"));
  SH_CO_TRY(auto body, request.read_body<AttributionReasonBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(auto view, co_await employees_.decide(std::move(command), id, action, body.reason.str()));
  co_return Response::json(200, view).with("Cache-Control", "no-store");
}

Task<Result<Response>> EmployeeRoutes::confirm(Request& request) {
  auto answer = co_await decide(request, AttributionAction::confirm);
  co_return answer;
}

Task<Result<Response>> EmployeeRoutes::refuse(Request& request) {
  auto answer = co_await decide(request, AttributionAction::refuse);
  co_return answer;
}

Task<Result<Response>> EmployeeRoutes::end(Request& request) {
  auto answer = co_await decide(request, AttributionAction::end);
  co_return answer;
}

Task<Result<Response>> EmployeeRoutes::volume(Request& request) {
  SH_CO_TRY(auto query, request.read_query<EmployeeQuery>());
  SH_CO_TRY(auto report, co_await employees_.volume(request.caller(), std::move(query)));
  co_return Response::json(200, report);
}

}  // namespace shanhai::measurement
