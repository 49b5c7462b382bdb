#include "services/measurement/purchases/routes.hpp"

#include "services/measurement/reports/routes.hpp"

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
      *this,
      {
          {Method::get, "/v1/measurement/purchases", readers, &PurchaseRoutes::report,
           Contract("Purchase volume of a period, by dimensions: ranked, compared, as of any earlier state; without "
                    "`limit` at most 20,000 rows, else 400 narrow_the_question")
               .query<FormattedQuery>()
               .reply<Report>(200)
               .reply_media(200, "image/svg+xml")
               .reply_media(200, "text/csv")
               .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")},
          {Method::get, "/v1/measurement/purchases/lines", readers, &PurchaseRoutes::lines,
           Contract(
               "The order lines behind a figure, or what came too late for a frozen period: in pages of at most 200, "
               "which may be short while there is a next_cursor. Persons' lines tell agencies neither who "
               "nor when, and are summed where they are few")
               .query<LinesQuery>()
               .reply<PurchaseLines>(200)},
      });
}

Task<Result<Response>> PurchaseRoutes::report(Request& request) {
  SH_CO_TRY(auto query, request.read_query<FormattedQuery>());
  const auto format = query.format.value_or(ReportFormat::json);
  if (format != ReportFormat::json) {
    SH_CO_TRY(auto file, co_await reports_.render_once(request.caller(), std::move(query), format, request.language));
    co_return as_answer(std::move(file));
  }
  SH_CO_TRY(auto report, co_await purchases_.report(request.caller(), std::move(query)));
  co_return Response::json(200, report);
}

Task<Result<Response>> PurchaseRoutes::lines(Request& request) {
  SH_CO_TRY(auto query, request.read_query<LinesQuery>());
  SH_CO_TRY(auto page, co_await purchases_.lines(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

}  // namespace shanhai::measurement
