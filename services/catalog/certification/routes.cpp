#include "services/catalog/certification/routes.hpp"

#include "services/catalog/files/answer.hpp"

namespace shanhai::catalog {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr std::size_t kApplicationBytesMax = 8 << 20;

}  // namespace

void CertificationRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({Role::supplier});
  const auto county = Access::only({Role::county_reviewer});
  const auto deciders = Access::only({Role::county_reviewer, Role::platform_operator});
  const auto concerned = Access::only({Role::supplier, Role::county_reviewer, Role::platform_operator});
  auto application = Contract("Ask for a product's certification, with evidence of which households benefit and how")
                         .body<CertificationApplication>()
                         .reply<CertificationView>(201)
                         .limit("catalog.uploads", 60);
  table.mount<CertificationRoutes>(
      *this,
      {
          {Method::post, "/v1/certifications", supplier, &CertificationRoutes::apply,
           taking_files(std::move(application), kApplicationBytesMax)},
          {Method::get, "/v1/certifications", concerned, &CertificationRoutes::list,
           Contract("Certifications one is concerned with, newest first")
               .query<CertificationQuery>()
               .reply<CertificationPage>(200)},
          {Method::get, "/v1/certifications/{certification}", concerned, &CertificationRoutes::get,
           Contract("A certification with its evidence and history; objections for who decides")
               .reply<CertificationView>(200)},
          {Method::get, "/v1/certifications/{certification}/evidence/file", concerned,
           &CertificationRoutes::evidence_file,
           Contract("The evidence as it was handed in; the reading is audited")
               .reply_media(200, "application/octet-stream")},
          {Method::post, "/v1/certifications/{certification}/review", county, &CertificationRoutes::review,
           Contract("The county's review: pass into publicity, or refuse")
               .body<Review>()
               .reply<CertificationView>(200)},
          {Method::post, "/v1/certifications/{certification}/decide", deciders, &CertificationRoutes::decide,
           Contract("Decide the open objections: pass dismisses them, refuse ends the certification")
               .body<ObjectionDecision>()
               .reply<CertificationView>(200)},
          {Method::post, "/v1/certifications/{certification}/revoke", deciders, &CertificationRoutes::revoke,
           Contract("Revoke a valid certification").body<Reason>().reply<CertificationView>(200)},
          {Method::get, "/v1/products/{product}/eligibility", Access::anyone(), &CertificationRoutes::eligibility,
           Contract("Whether a product was certified at an instant, by which certification; all that it had")
               .query<EligibilityQuery>()
               .reply<Eligibility>(200)
               .limit("catalog.certifications", 600)},
      });
}

Task<Result<Response>> CertificationRoutes::apply(Request& request) {
  auto job = [&request](std::size_t) { return request.read_body<CertificationApplication>(); };
  auto application = co_await workers_.run(job);
  if (application.has_error()) co_return std::move(application).error();
  auto view = co_await service_.apply(request.caller(), std::move(*application));
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(201, *view).etag(view->version);
}

Task<Result<Response>> CertificationRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<CertificationQuery>());
  auto page = co_await service_.list(request.caller(), std::move(query));
  if (page.has_error()) co_return std::move(page).error();
  co_return Response::json(200, *page).next_page(request, page->next_cursor);
}

Task<Result<Response>> CertificationRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<CertificationId>("certification"));
  auto view = co_await service_.get(request.caller(), id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> CertificationRoutes::evidence_file(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<CertificationId>("certification"));
  auto content = co_await service_.evidence_file(request.caller(), id);
  if (content.has_error()) co_return std::move(content).error();
  co_return file_answer(std::move(*content));
}

Task<Result<Response>> CertificationRoutes::review(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<CertificationId>("certification"));
  SH_CO_TRY(auto body, request.read_body<Review>());
  auto view = co_await service_.review(request.caller(), id, std::move(body), request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> CertificationRoutes::decide(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<CertificationId>("certification"));
  SH_CO_TRY(auto body, request.read_body<ObjectionDecision>());
  auto view = co_await service_.decide(request.caller(), id, std::move(body), request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> CertificationRoutes::revoke(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<CertificationId>("certification"));
  SH_CO_TRY(const auto body, request.read_body<Reason>());
  auto view = co_await service_.revoke(request.caller(), id, body.reason, request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> CertificationRoutes::eligibility(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(const auto query, request.read_query<EligibilityQuery>());
  auto found = co_await service_.eligibility(id, query.at);
  if (found.has_error()) co_return std::move(found).error();
  co_return Response::json(200, *found);
}

}  // namespace shanhai::catalog
