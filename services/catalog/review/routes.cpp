#include "services/catalog/review/routes.hpp"

namespace shanhai::catalog {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void ReviewRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({Role::supplier});
  const auto reviewers = Access::only({Role::county_reviewer, Role::platform_operator});
  const auto concerned = Access::only({Role::supplier, Role::county_reviewer, Role::platform_operator});
  table.mount<ReviewRoutes>(
      *this,
      {
          {Method::post, "/v1/products/{product}/submit", supplier, &ReviewRoutes::submit,
           Contract("Hand the draft in for review; an edit takes it back")
               .body<OptionalReason>()
               .reply<ReviewView>(200)},
          {Method::get, "/v1/product-reviews", reviewers, &ReviewRoutes::list,
           Contract("Drafts that were handed in; a county reviewer sees what is produced in its county")
               .query<ReviewQuery>()
               .reply<ReviewPage>(200)},
          {Method::get, "/v1/product-reviews/{product}", concerned, &ReviewRoutes::get,
           Contract("A draft under review, with every step and its reason").reply<ReviewView>(200)},
          {Method::post, "/v1/product-reviews/{product}/decision", reviewers, &ReviewRoutes::decide,
           Contract("Approve a draft or send it back").body<DraftDecision>().conditional().reply<ReviewView>(200)},
      });
}

Task<Result<Response>> ReviewRoutes::submit(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(const auto body, request.read_body<OptionalReason>());
  auto reason = body.reason ? body.reason->str() : std::string();
  auto view = co_await service_.submit(request.caller(), id, std::move(reason));
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->product.version);
}

Task<Result<Response>> ReviewRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<ReviewQuery>());
  auto page = co_await service_.list(request.caller(), std::move(query));
  if (page.has_error()) co_return std::move(page).error();
  co_return Response::json(200, *page).next_page(request, page->next_cursor);
}

Task<Result<Response>> ReviewRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  auto view = co_await service_.get(request.caller(), id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->product.version);
}

Task<Result<Response>> ReviewRoutes::decide(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto decision, request.read_body<DraftDecision>());
  auto view = co_await service_.decide(request.caller(), id, version, std::move(decision));
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->product.version);
}

}  // namespace shanhai::catalog
