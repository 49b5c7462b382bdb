#include "services/measurement/benefits/routes.hpp"

#include "common/http/attachment.hpp"
#include "common/http/problem.hpp"
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

void BenefitRoutes::mount(http::RouteTable& table) {
  const auto suppliers = Access::only({Role::supplier});
  const auto counties = Access::only({Role::county_reviewer});
  const auto readers = Access::only({Role::supplier, Role::county_reviewer, Role::platform_operator});
  const auto inspectors = Access::only({Role::supplier, Role::county_reviewer});
  const auto everybody = Access::only({Role::supplier, Role::county_reviewer, Role::agency, Role::platform_operator});
  auto submit = Contract("Record what the supplier's households were given, with a proof; a dry run only checks")
                    .body<BenefitBatchBody>()
                    .reply<BenefitReceipt>(201)
                    .idempotent()
                    .limit("measurement.uploads", 60);
  submit.body_limit_bytes = 12 << 20;  // a proof and a sheet in base64
  table.mount<BenefitRoutes>(
      *this,
      {{Method::post, "/v1/measurement/benefit-batches", suppliers, &BenefitRoutes::submit, std::move(submit)},
       {Method::get, "/v1/measurement/benefit-batches", readers, &BenefitRoutes::list,
        Contract("Batches of benefits, newest first").query<http::PageQuery>().reply<BenefitBatchPage>(200)},
       {Method::get, "/v1/measurement/benefit-batches/{benefit_batch}", readers, &BenefitRoutes::get,
        Contract("One batch; its households are shown to the supplier only").reply<BenefitBatchView>(200)},
       {Method::get, "/v1/measurement/benefit-batches/{benefit_batch}/proof", inspectors, &BenefitRoutes::proof,
        Contract("The file that stands behind a batch").reply_media(200, "*/*")},
       {Method::post, "/v1/measurement/benefit-batches/{benefit_batch}/confirm", counties, &BenefitRoutes::confirm,
        Contract("Confirm a batch of the county, so that it counts")
            .body<BenefitReason>()
            .reply<BenefitBatchView>(200)},
       {Method::post, "/v1/measurement/benefit-batches/{benefit_batch}/refuse", counties, &BenefitRoutes::refuse,
        Contract("Refuse a batch").body<BenefitReason>().reply<BenefitBatchView>(200)},
       {Method::post, "/v1/measurement/benefit-batches/{benefit_batch}/withdraw", suppliers, &BenefitRoutes::withdraw,
        Contract("Withdraw a batch: it counts no more").body<BenefitReason>().reply<BenefitBatchView>(200)},
       {Method::get, "/v1/measurement/benefits", everybody, &BenefitRoutes::report,
        Contract("Distinct households and what they were given, by method, product, supplier, county")
            .query<FormattedBenefitQuery>()
            .reply<BenefitReport>(200)
            .reply_media(200, "image/svg+xml")
            .reply_media(200, "text/csv")
            .reply_media(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}});
}

Task<Result<Response>> BenefitRoutes::submit(Request& request) {
  // Megabytes of JSON are not read on the I/O thread.
  auto job = [&request](std::size_t) { return request.read_body<BenefitBatchBody>(); };
  auto body = co_await workers_.run(job);
  if (body.has_error()) co_return std::move(body).error();
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(const auto made, co_await benefits_.submit(std::move(command), std::move(*body), *request.idempotency));
  co_return Response::json(201, made.value).replayed(made.replayed);
}

Task<Result<Response>> BenefitRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(const auto page, co_await benefits_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> BenefitRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<BenefitBatchId>("benefit_batch"));
  SH_CO_TRY(const auto view, co_await benefits_.get(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> BenefitRoutes::proof(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<BenefitBatchId>("benefit_batch"));
  SH_CO_TRY(auto content, co_await benefits_.proof(request.caller(), id));
  co_return http::attachment(content.file.media_type, content.file.document_name, std::move(content.bytes));
}

Task<Result<Response>> BenefitRoutes::move(Request& request, BenefitAction action) {
  SH_CO_TRY(const auto id, request.path_id<BenefitBatchId>("benefit_batch"));
  SH_CO_TRY(auto body, request.read_body<BenefitReason>());
  Command command{request.caller(), request.trace.trace_id};
  SH_CO_TRY(const auto view, co_await benefits_.move(std::move(command), id, action, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> BenefitRoutes::confirm(Request& request) { return move(request, BenefitAction::confirm); }
Task<Result<Response>> BenefitRoutes::refuse(Request& request) { return move(request, BenefitAction::refuse); }
Task<Result<Response>> BenefitRoutes::withdraw(Request& request) { return move(request, BenefitAction::withdraw); }

Task<Result<Response>> BenefitRoutes::report(Request& request) {
  SH_CO_TRY(auto query, request.read_query<FormattedBenefitQuery>());
  const auto format = query.format.value_or(ReportFormat::json);
  const auto dimensions = split_dimensions(query.group_by ? query.group_by->str() : "");
  SH_CO_TRY(const auto found, co_await benefits_.named_report(request.caller(), std::move(query)));
  if (format == ReportFormat::json) co_return Response::json(200, found.report);
  if (format == ReportFormat::svg) {
    auto svg = charts::draw_benefits(found.report, dimensions, words_in(request.language), found.names);
    co_return as_chart(std::move(svg));
  }
  const auto heading = heading_of(request.caller(), request.language, found.report.as_of.value_or(""));
  auto table = table_of(found.report, heading, found.names);
  auto answer = answer_table(workers_, std::move(table), table_format(format));
  co_return co_await std::move(answer);
}

void register_benefit_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"benefit_batch_not_found", "没有这批带农记录", "No such batch of benefits"},
      {"benefit_state", "该批记录当前状态不允许此操作", "The batch's state does not allow this"},
      {"benefits_refused", "记录有误，整批未登记", "Not all records can be taken: none was"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::measurement
