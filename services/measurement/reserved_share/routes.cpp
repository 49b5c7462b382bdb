#include "services/measurement/reserved_share/routes.hpp"

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

void ShareRoutes::mount(http::RouteTable& table) {
  const auto readers = Access::only({Role::buyer_unit, Role::agency, Role::platform_operator});
  const auto units = Access::only({Role::buyer_unit});
  const auto filers = Access::only({Role::buyer_unit, Role::platform_operator});
  const auto reviewers = Access::only({Role::buyer_unit, Role::agency});
  table.mount<ShareRoutes>(
      *this,
      {{Method::post, "/v1/measurement/reserved-share/declarations", filers, &ShareRoutes::submit,
        Contract("Declare a year's reserved share; for a unit that is gone its superior or the operator does")
            .body<DeclarationBody>()
            .reply<DeclarationView>(201)
            .idempotent()},
       {Method::get, "/v1/measurement/reserved-share/declarations", readers, &ShareRoutes::list,
        Contract("Declarations of a year: one's own and those below, of the agency's region, or all")
            .query<DeclarationQuery>()
            .reply<DeclarationPage>(200)},
       {Method::get, "/v1/measurement/reserved-share/declarations/{declaration}", readers, &ShareRoutes::get,
        Contract("One declaration with its steps, and what was bought towards it").reply<DeclarationView>(200)},
       {Method::put, "/v1/measurement/reserved-share/declarations/{declaration}", filers, &ShareRoutes::correct,
        Contract("Declare again what was sent back, or was not looked at yet; If-Match names the version that was read")
            .body<DeclarationBody>()
            .conditional()
            .reply<DeclarationView>(200)},
       {Method::post, "/v1/measurement/reserved-share/declarations/{declaration}/confirm", reviewers,
        &ShareRoutes::confirm,
        Contract("The superior confirms; where there is none, an agency of the finance region")
            .body<ShareReasonBody>()
            .conditional()
            .reply<DeclarationView>(200)},
       {Method::post, "/v1/measurement/reserved-share/declarations/{declaration}/send-back", reviewers,
        &ShareRoutes::send_back,
        Contract("The reviewer sends it back to be corrected, also after it was confirmed")
            .body<ShareReasonBody>()
            .conditional()
            .reply<DeclarationView>(200)},
       {Method::post, "/v1/measurement/reserved-share/declarations/{declaration}/object", units, &ShareRoutes::object,
        Contract("A unit that it names as sharing a canteen objects; shown beside it until it is submitted again")
            .body<ShareReasonBody>()
            .conditional()
            .reply<DeclarationView>(200)},
       {Method::post, "/v1/measurement/reserved-share/declarations/{declaration}/withdraw", filers,
        &ShareRoutes::withdraw,
        Contract("Who filed it takes back what is not confirmed")
            .body<ShareReasonBody>()
            .conditional()
            .reply<DeclarationView>(200)}});
  mount_reports(table);
  mount_terms(table);
}

void ShareRoutes::mount_reports(http::RouteTable& table) {
  const auto readers = Access::only({Role::buyer_unit, Role::agency, Role::platform_operator});
  table.mount<ShareRoutes>(
      *this, {{Method::get, "/v1/measurement/reserved-share/rollup", readers, &ShareRoutes::rollup,
               Contract("A unit and each of its direct subordinates with everything below: declared, reserved, bought")
                   .query<FormattedRollupQuery>()
                   .reply<Rollup>(200)
                   .reply_media(200, "text/csv")
                   .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")},
              {Method::get, "/v1/measurement/reserved-share/overview",
               Access::only({Role::agency, Role::platform_operator}), &ShareRoutes::overview,
               Contract("The half-yearly overview by region and by system, ranked")
                   .query<FormattedOverviewQuery>()
                   .reply<Overview>(200)
                   .reply_media(200, "image/svg+xml")
                   .reply_media(200, "text/csv")
                   .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}});
}

void ShareRoutes::mount_terms(http::RouteTable& table) {
  const auto readers = Access::only({Role::buyer_unit, Role::agency, Role::platform_operator});
  const auto operators = Access::only({Role::platform_operator});
  table.mount<ShareRoutes>(
      *this, {{Method::get, "/v1/measurement/reserved-share/ratios", readers, &ShareRoutes::ratios,
               Contract("The least ratios, dated, with their sources").reply<RatioList>(200)},
              {Method::put, "/v1/measurement/reserved-share/ratios", operators, &ShareRoutes::set_ratio,
               Contract("Enter a region's ratio from a year on; If-Match names the list that was read")
                   .body<RatioBody>()
                   .conditional()
                   .reply<RatioList>(200)},
              {Method::get, "/v1/measurement/reserved-share/deadlines", readers, &ShareRoutes::deadlines,
               Contract("Until when a year's share is to be declared and bought").reply<DeadlineList>(200)},
              {Method::put, "/v1/measurement/reserved-share/deadlines", operators, &ShareRoutes::set_deadline,
               Contract("Set a year's deadlines; units are reminded before each. If-Match names the list that was read")
                   .body<DeadlineBody>()
                   .conditional()
                   .reply<DeadlineList>(200)}});
}

Task<Result<Response>> ShareRoutes::submit(Request& request) {
  SH_CO_TRY(auto body, request.read_body<DeclarationBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(auto view, co_await declarations_.submit(std::move(command), std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).etag(view.value.version).replayed(view.replayed);
}

Task<Result<Response>> ShareRoutes::correct(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<DeclarationId>("declaration"));
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto body, request.read_body<DeclarationBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(auto view, co_await declarations_.correct(std::move(command), id, std::move(body), version));
  co_return Response::json(200, view).etag(view.version);
}

Task<Result<Response>> ShareRoutes::decide(Request& request, DeclarationAction action) {
  SH_CO_TRY(const auto id, request.path_id<DeclarationId>("declaration"));
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto body, request.read_body<ShareReasonBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(auto view, co_await declarations_.decide(std::move(command), id, action, body.reason.str(), version));
  co_return Response::json(200, view).etag(view.version);
}

Task<Result<Response>> ShareRoutes::confirm(Request& request) {
  auto answer = co_await decide(request, DeclarationAction::confirm);
  co_return answer;
}

Task<Result<Response>> ShareRoutes::send_back(Request& request) {
  auto answer = co_await decide(request, DeclarationAction::send_back);
  co_return answer;
}

Task<Result<Response>> ShareRoutes::object(Request& request) {
  auto answer = co_await decide(request, DeclarationAction::object);
  co_return answer;
}

Task<Result<Response>> ShareRoutes::withdraw(Request& request) {
  auto answer = co_await decide(request, DeclarationAction::withdraw);
  co_return answer;
}

Task<Result<Response>> ShareRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<DeclarationId>("declaration"));
  SH_CO_TRY(auto view, co_await declarations_.get(request.caller(), id));
  co_return Response::json(200, view).etag(view.version);
}

Task<Result<Response>> ShareRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<DeclarationQuery>());
  SH_CO_TRY(auto page, co_await declarations_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ShareRoutes::rollup(Request& request) {
  SH_CO_TRY(auto query, request.read_query<FormattedRollupQuery>());
  const auto format = query.format.value_or(TableFormat::json);
  SH_CO_TRY(auto report, co_await reports_.rollup(request.caller(), std::move(query)));
  if (format == TableFormat::json) co_return Response::json(200, report);
  auto table = table_of(report, heading_of(request.caller(), request.language, report.as_of));
  auto answer = answer_table(workers_, std::move(table), table_format(format));
  co_return co_await std::move(answer);
}

Task<Result<Response>> ShareRoutes::overview(Request& request) {
  SH_CO_TRY(auto query, request.read_query<FormattedOverviewQuery>());
  const auto format = query.format.value_or(ReportFormat::json);
  SH_CO_TRY(auto report, co_await reports_.overview(request.caller(), std::move(query)));
  if (format == ReportFormat::json) co_return Response::json(200, report);
  if (format == ReportFormat::svg) co_return as_chart(charts::draw_overview(report, words_in(request.language)));
  auto table = table_of(report, heading_of(request.caller(), request.language, report.as_of));
  auto answer = answer_table(workers_, std::move(table), table_format(format));
  co_return co_await std::move(answer);
}

Task<Result<Response>> ShareRoutes::ratios(Request&) {
  SH_CO_TRY(auto list, co_await declarations_.ratios());
  co_return Response::json(200, list).etag(list.version);
}

Task<Result<Response>> ShareRoutes::set_ratio(Request& request) {
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto body, request.read_body<RatioBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(auto list, co_await declarations_.set_ratio(std::move(command), std::move(body), version));
  co_return Response::json(200, list).etag(list.version);
}

Task<Result<Response>> ShareRoutes::deadlines(Request&) {
  SH_CO_TRY(auto list, co_await declarations_.deadlines());
  co_return Response::json(200, list).etag(list.version);
}

Task<Result<Response>> ShareRoutes::set_deadline(Request& request) {
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto body, request.read_body<DeadlineBody>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(auto list, co_await declarations_.set_deadline(std::move(command), std::move(body), version));
  co_return Response::json(200, list).etag(list.version);
}

}  // namespace shanhai::measurement
