#include "services/traceability/routes.hpp"

namespace shanhai::traceability {

void InternalRoutes::mount(http::RouteTable& table) {
  table.mount<InternalRoutes>(
      *this,
      {
          {http::Method::post, "/internal/v1/traceability/lots-sold", http::Access::internal(),
           &InternalRoutes::lots_sold,
           http::Contract("Units of lots given to orders").body<LotSoldQuery>().reply<LotSoldPage>(200)},
          {http::Method::post, "/internal/v1/traceability/own-households", http::Access::internal(),
           &InternalRoutes::own_households,
           http::Contract("Which households are a supplier's").body<OwnHouseholdsQuery>().reply<OwnHouseholds>(200)},
      });
}

Task<Result<http::Response>> InternalRoutes::lots_sold(http::Request& request) {
  SH_CO_TRY(const auto query, request.read_body<LotSoldQuery>());
  SH_CO_TRY(const auto page, co_await api_.lots_sold(query));
  co_return http::Response::json(200, page);
}

Task<Result<http::Response>> InternalRoutes::own_households(http::Request& request) {
  SH_CO_TRY(auto query, request.read_body<OwnHouseholdsQuery>());
  SH_CO_TRY(const auto own, co_await api_.own_households(std::move(query)));
  co_return http::Response::json(200, own);
}

}  // namespace shanhai::traceability
