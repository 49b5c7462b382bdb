#include "services/traceability/sale/routes.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void SaleRoutes::mount(http::RouteTable& table) {
  table.mount<SaleRoutes>(*this, {
                                     {Method::post, "/v1/lots/{lot}/put-on-sale", Access::only({auth::Role::supplier}),
                                      &SaleRoutes::put_on_sale,
                                      Contract("Move units of a packed lot into sellable stock; state reserved: "
                                               "recorded, and carried out until orders has it")
                                          .body<SaleEntry>()
                                          .reply<SaleView>(200)
                                          .idempotent()},
                                 });
}

Task<Result<Response>> SaleRoutes::put_on_sale(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(const auto entry, request.read_body<SaleEntry>());
  SH_CO_TRY(const auto view,
            co_await service_.put_on_sale(request.caller(), *request.idempotency, lot, entry, request.trace.trace_id));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

}  // namespace shanhai::traceability
