#include "services/traceability/evidence/correction_routes.hpp"

#include "common/http/attachment.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void TestCorrectionRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  const auto both = Access::only({auth::Role::supplier, auth::Role::platform_operator});
  const auto platform = Access::only({auth::Role::platform_operator});
  auto request = Contract("Say that a report that failed the lot was wrong, with evidence; the operator decides")
                     .body<TestCorrectionEntry>()
                     .reply<TestCorrectionView>(201)
                     .limit("traceability.uploads", 60);
  request.body_limit_bytes = 8 << 20;  // 5 MiB in base64
  table.mount<TestCorrectionRoutes>(
      *this,
      {
          {Method::post, "/v1/lots/{lot}/tests/{test}/corrections", supplier, &TestCorrectionRoutes::request,
           std::move(request)},
          {Method::get, "/v1/test-corrections", both, &TestCorrectionRoutes::list,
           Contract("Corrections of failed reports, newest first: those that wait, or those in another state")
               .query<TestCorrectionQuery>()
               .reply<TestCorrectionPage>(200)},
          {Method::get, "/v1/test-corrections/{test_correction}", both, &TestCorrectionRoutes::get,
           Contract("A correction of a failed report").reply<TestCorrectionView>(200)},
          {Method::get, "/v1/test-corrections/{test_correction}/file", both, &TestCorrectionRoutes::file,
           Contract("The evidence for a correction, as it was handed in").reply_media(200, "application/octet-stream")},
          {Method::post, "/v1/test-corrections/{test_correction}/confirm", platform, &TestCorrectionRoutes::confirm,
           Contract("Supersede the report: what nothing else keeps off sale is sold again")
               .body<TestCorrectionDecision>()
               .reply<TestCorrectionView>(200)},
          {Method::post, "/v1/test-corrections/{test_correction}/refuse", platform, &TestCorrectionRoutes::refuse,
           Contract("Refuse a correction: the report stands")
               .body<TestCorrectionDecision>()
               .reply<TestCorrectionView>(200)},
      });
}

Task<Result<Response>> TestCorrectionRoutes::request(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto test, request.path_id<TestId>("test"));
  // Megabytes of JSON are not read on the I/O thread.
  auto job = [&request](std::size_t) { return request.read_body<TestCorrectionEntry>(); };
  auto entry = co_await workers_.run(job);
  if (entry.has_error()) co_return std::move(entry).error();
  SH_CO_TRY(const auto view,
            co_await service_.request(request.caller(), lot, test, std::move(*entry), request.trace.trace_id));
  co_return Response::json(201, view);
}

Task<Result<Response>> TestCorrectionRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<TestCorrectionQuery>());
  SH_CO_TRY(const auto page, co_await service_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> TestCorrectionRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<TestCorrectionId>("test_correction"));
  SH_CO_TRY(const auto view, co_await service_.get(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> TestCorrectionRoutes::file(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<TestCorrectionId>("test_correction"));
  SH_CO_TRY(auto file, co_await service_.file(request.caller(), id));
  co_return http::attachment(std::move(file.media_type), file.name, std::move(file.bytes));
}

Task<Result<Response>> TestCorrectionRoutes::decide(Request& request, TestCorrectionState state) {
  SH_CO_TRY(const auto id, request.path_id<TestCorrectionId>("test_correction"));
  SH_CO_TRY(auto decision, request.read_body<TestCorrectionDecision>());
  SH_CO_TRY(const auto view,
            co_await service_.decide(request.caller(), id, state, std::move(decision), request.trace.trace_id));
  co_return Response::json(200, view);
}

Task<Result<Response>> TestCorrectionRoutes::confirm(Request& request) {
  return decide(request, TestCorrectionState::confirmed);
}

Task<Result<Response>> TestCorrectionRoutes::refuse(Request& request) {
  return decide(request, TestCorrectionState::refused);
}

}  // namespace shanhai::traceability
