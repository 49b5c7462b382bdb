#include "services/orders/fulfilment/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void FulfilmentRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  const auto suppliers = Access::only({Role::supplier});
  table.mount<FulfilmentRoutes>(
      *this, {{Method::post, "/v1/orders/{order}/pack", suppliers, &FulfilmentRoutes::pack,
               Contract("Bind lots, first expired first out: one parcel per delivery")
                   .body<PackBody>()
                   .reply<PackingList>(200)
                   .idempotent()},
              {Method::post, "/v1/orders/{order}/ship", suppliers, &FulfilmentRoutes::ship,
               Contract("Say which parcels left, with carrier and tracking number")
                   .body<ShipBody>()
                   .reply<OrderView>(200)
                   .idempotent()},
              {Method::post, "/v1/orders/{order}/deliver", suppliers, &FulfilmentRoutes::deliver,
               Contract("Say that the carrier delivered everything").body<DeliverBody>().reply<OrderView>(200)},
              {Method::post, "/v1/orders/{order}/accept", buyers, &FulfilmentRoutes::accept,
               Contract("Accept what arrived").body<AcceptBody>().reply<OrderView>(200)},
              {Method::post, "/v1/orders/{order}/ratings", buyers, &FulfilmentRoutes::rate,
               Contract("Rate an accepted order, once").body<RatingBody>().reply<RatingView>(201).idempotent()}});
}

Task<Result<Response>> FulfilmentRoutes::pack(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<PackBody>());
  const auto command = command_of(request);
  auto reason = body.reason ? body.reason->str() : std::string();
  SH_CO_TRY(auto packed, co_await fulfilment_.pack(command, id, std::move(reason), *request.idempotency));
  co_return Response::json(200, packed.value).replayed(packed.replayed);
}

Task<Result<Response>> FulfilmentRoutes::ship(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<ShipBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto shipped, co_await fulfilment_.ship(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, shipped.value).replayed(shipped.replayed);
}

Task<Result<Response>> FulfilmentRoutes::deliver(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<DeliverBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto order, co_await fulfilment_.deliver(command, id, std::move(body)));
  co_return Response::json(200, order);
}

Task<Result<Response>> FulfilmentRoutes::accept(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_CHECK(request.read_body<AcceptBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto order, co_await fulfilment_.accept(command, id));
  co_return Response::json(200, order);
}

Task<Result<Response>> FulfilmentRoutes::rate(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<RatingBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto rating, co_await fulfilment_.rate(command, id, std::move(body), *request.idempotency));
  co_return Response::json(201, rating.value).replayed(rating.replayed);
}

}  // namespace shanhai::orders
