#include "services/measurement/reports/routes.hpp"

#include "common/http/attachment.hpp"
#include "common/http/problem.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void ReportRoutes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::agency, Role::platform_operator});
  table.mount<ReportRoutes>(
      *this,
      {{Method::post, "/v1/measurement/reports", readers, &ReportRoutes::make,
        Contract("Keep a question with the state of the books that answers it, under a permanent address")
            .body<ReportBody>()
            .reply<ReportObject>(201)
            .idempotent()},
       {Method::get, "/v1/measurement/reports", readers, &ReportRoutes::list,
        Contract("The organisation's reports, newest first").query<http::PageQuery>().reply<ReportObjectPage>(200)},
       {Method::get, "/v1/measurement/reports/{report}", readers, &ReportRoutes::find,
        Contract("A kept report: the same figures each time; as JSON, chart or table")
            .query<FormatQuery>()
            .reply<ReportObjectView>(200)
            .reply_media(200, "image/svg+xml")
            .reply_media(200, "text/csv")
            .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}});
}

Task<Result<Response>> ReportRoutes::make(Request& request) {
  SH_CO_TRY(auto body, request.read_body<ReportBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(const auto made, co_await reports_.make(std::move(command), *request.idempotency, std::move(body)));
  co_return Response::json(201, made.value).with("Location", made.value.url).replayed(made.replayed);
}

Task<Result<Response>> ReportRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(const auto page, co_await reports_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ReportRoutes::find(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReportId>("report"));
  SH_CO_TRY(const auto query, request.read_query<FormatQuery>());
  const auto format = query.format.value_or(ReportFormat::json);
  if (format == ReportFormat::json) {
    SH_CO_TRY(const auto view, co_await reports_.find(request.caller(), id));
    co_return Response::json(200, view);
  }
  SH_CO_TRY(auto file, co_await reports_.find_as(request.caller(), id, format, request.language));
  co_return as_answer(std::move(file));
}

Response as_answer(ReportFile file) {
  if (file.media_type != "image/svg+xml")
    return http::attachment(std::move(file.media_type), file.name, std::move(file.bytes));
  return as_chart(std::move(file.bytes));
}

Response as_chart(std::string svg) {
  return Response::of(200, "image/svg+xml", std::move(svg))
      .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
      .with("Cache-Control", "private, no-store");
}

void register_report_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"report_not_found", "没有这份报表", "No such report"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::measurement
