#include "services/measurement/targets/routes.hpp"

#include "services/measurement/charts/of_views.hpp"
#include "services/measurement/exports/answer_tables.hpp"
#include "services/measurement/reports/routes.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void TargetRoutes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::buyer_unit, Role::agency, Role::platform_operator});
  table.mount<TargetRoutes>(
      *this,
      {{Method::put, "/v1/measurement/targets", Access::only({Role::agency, Role::platform_operator}),
        &TargetRoutes::set,
        Contract("Set how much a region, a pairing or a unit is to buy in a year; If-Match names the version that "
                 "was read, 0 where there is none")
            .body<TargetBody>()
            .conditional()
            .reply<TargetView>(200)},
       {Method::get, "/v1/measurement/targets", readers, &TargetRoutes::list,
        Contract("Targets of a year, the newest version of each").query<TargetQuery>().reply<TargetPage>(200)},
       {Method::get, "/v1/measurement/completion", readers, &TargetRoutes::completion,
        Contract("How far a year's targets are met, by month and ranked")
            .query<FormattedCompletionQuery>()
            .reply<Completion>(200)
            .reply_media(200, "image/svg+xml")
            .reply_media(200, "text/csv")
            .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}});
}

Task<Result<Response>> TargetRoutes::set(Request& request) {
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto body, request.read_body<TargetBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(auto view, co_await targets_.set(std::move(command), std::move(body), version));
  co_return Response::json(200, view).etag(view.version);
}

Task<Result<Response>> TargetRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<TargetQuery>());
  SH_CO_TRY(auto page, co_await targets_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> TargetRoutes::completion(Request& request) {
  SH_CO_TRY(auto query, request.read_query<FormattedCompletionQuery>());
  const auto format = query.format.value_or(ReportFormat::json);
  SH_CO_TRY(auto report, co_await targets_.completion(request.caller(), std::move(query)));
  if (format == ReportFormat::json) co_return Response::json(200, report);
  if (format == ReportFormat::svg) co_return as_chart(charts::draw_completion(report, words_in(request.language)));
  auto table = table_of(report, heading_of(request.caller(), request.language, report.as_of));
  auto answer = answer_table(workers_, std::move(table), table_format(format));
  co_return co_await std::move(answer);
}

}  // namespace shanhai::measurement
