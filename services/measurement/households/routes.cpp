#include "services/measurement/households/routes.hpp"

#include "services/measurement/charts/of_views.hpp"
#include "services/measurement/reports/routes.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void HouseholdRoutes::mount(http::RouteTable& table) {
  table.mount<HouseholdRoutes>(*this, {{Method::get, "/v1/measurement/households",
                                        Access::only({Role::agency, Role::platform_operator}), &HouseholdRoutes::count,
                                        Contract("Distinct households whose lots were shipped")
                                            .query<FormattedHouseholdQuery>()
                                            .reply<HouseholdReport>(200)
                                            .reply_media(200, "image/svg+xml")}});
}

Task<Result<Response>> HouseholdRoutes::count(Request& request) {
  SH_CO_TRY(auto query, request.read_query<FormattedHouseholdQuery>());
  const auto format = query.format.value_or(ChartFormat::json);
  SH_CO_TRY(auto report, co_await households_.count(request.caller(), std::move(query)));
  if (format == ChartFormat::svg) co_return as_chart(charts::draw_households(report, words_in(request.language)));
  co_return Response::json(200, report);
}

}  // namespace shanhai::measurement
