#include "services/traceability/lot/routes.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void LotRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  table.mount<LotRoutes>(*this, {
                                    {Method::post, "/v1/lots", supplier, &LotRoutes::record,
                                     Contract("Record a lot: what households delivered, or what was made of other lots")
                                         .body<LotEntry>()
                                         .reply<LotView>(201)
                                         .idempotent()},
                                    {Method::get, "/v1/lots", supplier, &LotRoutes::list,
                                     Contract("One's own lots, newest first").query<LotQuery>().reply<LotPage>(200)},
                                    {Method::get, "/v1/lots/{lot}", supplier, &LotRoutes::get,
                                     Contract("A lot and its balance").reply<LotView>(200)},
                                });
}

Task<Result<Response>> LotRoutes::record(Request& request) {
  SH_CO_TRY(auto entry, request.read_body<LotEntry>());
  SH_CO_TRY(const auto view,
            co_await service_.record(request.caller(), *request.idempotency, std::move(entry), request.trace.trace_id));
  co_return Response::json(201, view.value)
      .etag(view.value.version)
      .replayed(view.replayed)
      .with("Location", "/v1/lots/" + view.value.lot_id.str());
}

Task<Result<Response>> LotRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<LotQuery>());
  SH_CO_TRY(const auto page, co_await service_.list(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> LotRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto view, co_await service_.get(request.caller(), id));
  co_return Response::json(200, view).etag(view.version);
}

}  // namespace shanhai::traceability
