#include "services/measurement/pairings/routes.hpp"

namespace shanhai::measurement {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void PairingRoutes::mount(http::RouteTable& table) {
  table.mount<PairingRoutes>(
      *this, {
                 {Method::get, "/v1/measurement/pairings", Access::only({Role::agency, Role::platform_operator}),
                  &PairingRoutes::list, Contract("Pairings, dated").reply<PairingList>(200)},
                 {Method::put, "/v1/measurement/pairings", Access::only({Role::platform_operator}), &PairingRoutes::put,
                  Contract("Enter or replace one pairing; If-Match names the list that was read")
                      .body<PairingEntry>()
                      .conditional()
                      .reply<PairingList>(200)},
             });
}

Task<Result<Response>> PairingRoutes::list(Request&) {
  SH_CO_TRY(auto list, co_await pairings_.list());
  co_return Response::json(200, list).etag(list.version);
}

Task<Result<Response>> PairingRoutes::put(Request& request) {
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto entry, request.read_body<PairingEntry>());
  SH_CO_TRY(auto list, co_await pairings_.put(request.caller(), std::move(entry), version));
  co_return Response::json(200, list).etag(list.version);
}

}  // namespace shanhai::measurement
