#include "services/traceability/routes.hpp"

namespace shanhai::traceability {

void InternalRoutes::mount(http::RouteTable& table) {
  table.mount<InternalRoutes>(
      *this, {
                 {http::Method::post, "/internal/v1/traceability/lots-sold", http::Access::internal(),
                  &InternalRoutes::lots_sold,
                  http::Contract("Units of lots given to orders").body<LotSoldQuery>().reply<LotSoldPage>(200)},
             });
}

Task<Result<http::Response>> InternalRoutes::lots_sold(http::Request& request) {
  SH_CO_TRY(const auto query, request.read_body<LotSoldQuery>());
  SH_CO_TRY(const auto page, co_await api_.lots_sold(query));
  co_return http::Response::json(200, page);
}

}  // namespace shanhai::traceability
