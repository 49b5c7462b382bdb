#include "services/measurement/purchases/routes.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void PurchaseRoutes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::agency, Role::platform_operator});
  table.mount<PurchaseRoutes>(
      *this, {
                 {Method::get, "/v1/measurement/purchases", readers, &PurchaseRoutes::report,
                  Contract("Purchase volume of a period, by dimensions: ranked, compared, as of any earlier state")
                      .query<ReportQuery>()
                      .reply<Report>(200)},
                 {Method::get, "/v1/measurement/purchases/lines", readers, &PurchaseRoutes::lines,
                  Contract("The order lines behind a figure").query<LinesQuery>().reply<PurchaseLines>(200)},
             });
}

Task<Result<Response>> PurchaseRoutes::report(Request& request) {
  SH_CO_TRY(auto query, request.read_query<ReportQuery>());
  SH_CO_TRY(auto report, co_await purchases_.report(request.caller(), std::move(query)));
  co_return Response::json(200, report);
}

Task<Result<Response>> PurchaseRoutes::lines(Request& request) {
  SH_CO_TRY(auto query, request.read_query<LinesQuery>());
  SH_CO_TRY(auto page, co_await purchases_.lines(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

}  // namespace shanhai::measurement
