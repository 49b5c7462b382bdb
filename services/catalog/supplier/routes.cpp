#include "services/catalog/supplier/routes.hpp"

#include "services/catalog/access.hpp"
#include "services/catalog/files/answer.hpp"

namespace shanhai::catalog {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr std::size_t kApplicationBytesMax = 24 << 20;

Contract step(std::string summary) { return Contract(std::move(summary)).body<Reason>().reply<SupplierView>(200); }

}  // namespace

void SupplierRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({Role::supplier});
  const auto reviewers = Access::only({Role::county_reviewer, Role::platform_operator});
  const auto concerned = Access::only({Role::supplier, Role::county_reviewer, Role::platform_operator});
  const auto county = Access::only({Role::county_reviewer});
  const auto platform = Access::only({Role::platform_operator});
  auto application = Contract("Apply as a supplier with licences (files of 5 MiB at most each, 24 MiB together)")
                         .body<SupplierApplication>()
                         .reply<SupplierView>(201)
                         .limit("catalog.uploads", 60);
  auto licences = Contract("Hand in licences after admission: each counts once it is confirmed")
                      .body<LicenceHandIn>()
                      .reply<SupplierView>(200)
                      .limit("catalog.uploads", 60);
  table.mount<SupplierRoutes>(
      *this,
      {
          {Method::post, "/v1/suppliers", supplier, &SupplierRoutes::apply,
           taking_files(std::move(application), kApplicationBytesMax)},
          {Method::get, "/v1/suppliers", reviewers, &SupplierRoutes::list,
           Contract("Suppliers, the longest waiting first; a county reviewer sees its own county's")
               .query<SupplierQuery>()
               .reply<SupplierPage>(200)},
          {Method::get, "/v1/suppliers/me", supplier, &SupplierRoutes::own,
           Contract("One's own admission").reply<SupplierView>(200)},
          {Method::get, "/v1/suppliers/{supplier}", concerned, &SupplierRoutes::get,
           Contract("An admission with its licences and history").reply<SupplierView>(200)},
          {Method::get, "/v1/suppliers/{supplier}/licences/{licence}/file", concerned, &SupplierRoutes::licence_file,
           Contract("A licence as it was handed in; the reading is audited")
               .reply_media(200, "application/octet-stream")},
          {Method::post, "/v1/suppliers/me/licences", supplier, &SupplierRoutes::hand_in,
           taking_files(std::move(licences), kApplicationBytesMax)},
          {Method::post, "/v1/suppliers/{supplier}/licences/{licence}/decision", reviewers,
           &SupplierRoutes::decide_licence,
           Contract("Confirm or refuse a licence that was handed in after admission")
               .body<LicenceDecision>()
               .reply<SupplierView>(200)},
          {Method::post, "/v1/suppliers/{supplier}/reverify", reviewers, &SupplierRoutes::reverify,
           Contract("Ask an approved supplier to prove its licences by a day; else it is suspended by itself")
               .body<ReverificationRequest>()
               .reply<SupplierView>(200)},
          {Method::post, "/v1/suppliers/{supplier}/verify", reviewers, &SupplierRoutes::verify,
           step("A supplier has proved its licences: end the reverification")},
          {Method::post, "/v1/suppliers/{supplier}/recommend", county, &SupplierRoutes::recommend,
           step("Recommend a supplier of one's county")},
          {Method::post, "/v1/suppliers/{supplier}/approve", platform, &SupplierRoutes::approve,
           step("Approve a recommended supplier")},
          {Method::post, "/v1/suppliers/{supplier}/refuse", platform, &SupplierRoutes::refuse,
           step("Refuse an application")},
          {Method::post, "/v1/suppliers/{supplier}/suspend", platform, &SupplierRoutes::suspend,
           step("Suspend a supplier; its products go off sale")},
          {Method::post, "/v1/suppliers/{supplier}/reinstate", platform, &SupplierRoutes::reinstate,
           step("End a suspension; the supplier publishes its products again")},
      });
}

Task<Result<Response>> SupplierRoutes::apply(Request& request) {
  auto job = [&request](std::size_t) { return request.read_body<SupplierApplication>(); };
  auto application = co_await workers_.run(job);
  if (application.has_error()) co_return std::move(application).error();
  auto view = co_await service_.apply(request.caller(), std::move(*application), request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(201, *view).etag(view->version);
}

Task<Result<Response>> SupplierRoutes::own(Request& request) {
  SH_CO_TRY(const auto id, supplier_of(request.caller()));
  auto view = co_await service_.get(request.caller(), id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> SupplierRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<SupplierQuery>());
  auto page = co_await service_.list(request.caller(), std::move(query));
  if (page.has_error()) co_return std::move(page).error();
  co_return Response::json(200, *page).next_page(request, page->next_cursor);
}

Task<Result<Response>> SupplierRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("supplier"));
  auto view = co_await service_.get(request.caller(), id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> SupplierRoutes::licence_file(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("supplier"));
  SH_CO_TRY(const auto licence, request.path_id<LicenceId>("licence"));
  auto content = co_await service_.licence_file(request.caller(), id, licence);
  if (content.has_error()) co_return std::move(content).error();
  co_return file_answer(std::move(*content));
}

Task<Result<Response>> SupplierRoutes::hand_in(Request& request) {
  auto job = [&request](std::size_t) { return request.read_body<LicenceHandIn>(); };
  auto body = co_await workers_.run(job);
  if (body.has_error()) co_return std::move(body).error();
  auto view = co_await licences_.hand_in(request.caller(), std::move(*body), request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> SupplierRoutes::decide_licence(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("supplier"));
  SH_CO_TRY(const auto licence, request.path_id<LicenceId>("licence"));
  SH_CO_TRY(auto body, request.read_body<LicenceDecision>());
  auto view = co_await licences_.decide(request.caller(), id, licence, std::move(body), request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> SupplierRoutes::reverify(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("supplier"));
  SH_CO_TRY(auto body, request.read_body<ReverificationRequest>());
  auto view = co_await licences_.reverify(request.caller(), id, std::move(body), request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> SupplierRoutes::verify(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("supplier"));
  SH_CO_TRY(const auto body, request.read_body<Reason>());
  auto view = co_await licences_.verify(request.caller(), id, body.reason, request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> SupplierRoutes::move(Request& request, SupplierVerb verb) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("supplier"));
  SH_CO_TRY(const auto body, request.read_body<Reason>());
  auto view = co_await service_.move(request.caller(), id, verb, body.reason, request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> SupplierRoutes::recommend(Request& request) { return move(request, SupplierVerb::recommend); }
Task<Result<Response>> SupplierRoutes::approve(Request& request) { return move(request, SupplierVerb::approve); }
Task<Result<Response>> SupplierRoutes::refuse(Request& request) { return move(request, SupplierVerb::refuse); }
Task<Result<Response>> SupplierRoutes::suspend(Request& request) { return move(request, SupplierVerb::suspend); }
Task<Result<Response>> SupplierRoutes::reinstate(Request& request) { return move(request, SupplierVerb::reinstate); }

}  // namespace shanhai::catalog
