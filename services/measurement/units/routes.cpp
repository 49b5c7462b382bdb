#include "services/measurement/units/routes.hpp"

namespace shanhai::measurement {

using auth::Role;

void UnitRoutes::mount(http::RouteTable& table) {
  table.mount<UnitRoutes>(
      *this,
      {{http::Method::get, "/v1/measurement/units",
        http::Access::only({Role::buyer_unit, Role::agency, Role::platform_operator}), &UnitRoutes::list,
        http::Contract("A unit and everything below it, as it was on a day").query<UnitQuery>().reply<UnitList>(200)}});
}

Task<Result<http::Response>> UnitRoutes::list(http::Request& request) {
  SH_CO_TRY(auto query, request.read_query<UnitQuery>());
  SH_CO_TRY(auto list, co_await units_.list(request.caller(), std::move(query)));
  co_return http::Response::json(200, list);
}

}  // namespace shanhai::measurement
