#include "services/measurement/households/routes.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void HouseholdRoutes::mount(http::RouteTable& table) {
  table.mount<HouseholdRoutes>(
      *this,
      {{Method::get, "/v1/measurement/households", Access::only({Role::agency, Role::platform_operator}),
        &HouseholdRoutes::count,
        Contract("Distinct households whose lots were shipped").query<HouseholdQuery>().reply<HouseholdReport>(200)}});
}

Task<Result<Response>> HouseholdRoutes::count(Request& request) {
  SH_CO_TRY(auto query, request.read_query<HouseholdQuery>());
  SH_CO_TRY(auto report, co_await households_.count(request.caller(), std::move(query)));
  co_return Response::json(200, report);
}

}  // namespace shanhai::measurement
