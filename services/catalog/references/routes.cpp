#include "services/catalog/references/routes.hpp"

#include "services/catalog/access.hpp"
#include "services/catalog/supplier/api.hpp"

namespace shanhai::catalog {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void ReferenceRoutes::mount(http::RouteTable& table) {
  const auto platform = Access::only({Role::platform_operator});
  table.mount<ReferenceRoutes>(
      *this, {{Method::post, "/v1/storefront/reference-prices", platform, &ReferenceRoutes::enter,
               Contract("Enter a price that an authority published, with its source and the days on which it holds")
                   .body<ReferencePriceBody>()
                   .reply<ReferencePriceView>(201)
                   .idempotent()},
              {Method::post, "/v1/storefront/reference-prices/{reference_price}/withdraw", platform,
               &ReferenceRoutes::withdraw,
               Contract("Hold nothing against a reference price any more: it was entered wrongly, or is revoked")
                   .body<Reason>()
                   .reply<ReferencePriceView>(200)},
              {Method::get, "/v1/storefront/reference-prices", Access::anyone(), &ReferenceRoutes::list,
               Contract("Reference prices that were entered, the newest first; withdrawn ones say so")
                   .query<http::PageQuery>()
                   .reply<ReferencePricePage>(200)
                   .limit("catalog.references", 600)},
              {Method::get, "/v1/storefront/products/{product}/prices", Access::anyone(), &ReferenceRoutes::history,
               Contract("What each of a product's SKUs asked, from when on, with steps by quantity; the newest first")
                   .reply<PriceHistory>(200)
                   .limit("catalog.prices", 600)}});
}

Task<Result<Response>> ReferenceRoutes::enter(Request& request) {
  SH_CO_TRY(auto body, request.read_body<ReferencePriceBody>());
  auto change = change_by(request.caller(), body.source.str(), request.trace.trace_id);
  SH_CO_TRY(auto view, co_await service_.enter(std::move(change), std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> ReferenceRoutes::withdraw(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReferencePriceId>("reference_price"));
  SH_CO_TRY(auto body, request.read_body<Reason>());
  auto change = change_by(request.caller(), body.reason.str(), request.trace.trace_id);
  SH_CO_TRY(auto view, co_await service_.withdraw(std::move(change), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReferenceRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await service_.list(std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ReferenceRoutes::history(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(auto history, co_await service_.history(id));
  co_return Response::json(200, history);
}

}  // namespace shanhai::catalog
