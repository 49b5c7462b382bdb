#include "services/catalog/versions/routes.hpp"

#include <charconv>

namespace shanhai::catalog {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

// 0: no number of a version, so there is none.
std::int64_t version_of(const std::string& text) {
  std::int64_t version = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), version);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? version : 0;
}

}  // namespace

void VersionRoutes::mount(http::RouteTable& table) {
  const auto concerned = Access::only({Role::supplier, Role::county_reviewer, Role::platform_operator});
  table.mount<VersionRoutes>(
      *this, {
                 {Method::get, "/v1/products/{product}/versions", concerned, &VersionRoutes::list,
                  Contract("Published versions, newest first: who, when, why, and what each changed")
                      .query<http::PageQuery>()
                      .reply<VersionPage>(200)},
                 {Method::get, "/v1/products/{product}/versions/{version}", concerned, &VersionRoutes::get,
                  Contract("A published version in full, as it was sold").reply<VersionView>(200)},
             });
}

Task<Result<Response>> VersionRoutes::list(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  auto page = co_await service_.list(request.caller(), id, std::move(query));
  if (page.has_error()) co_return std::move(page).error();
  co_return Response::json(200, *page).next_page(request, page->next_cursor);
}

Task<Result<Response>> VersionRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  const auto version = version_of(request.path_value("version"));
  auto view = co_await service_.get(request.caller(), id, version);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view);
}

}  // namespace shanhai::catalog
