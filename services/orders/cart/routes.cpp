#include "services/orders/cart/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void CartRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  table.mount<CartRoutes>(
      *this,
      {{Method::post, "/v1/quotes", buyers, &CartRoutes::quote,
        Contract(
            "What a checkout would come to now, to the fen; nothing is written. A SKU's unit price is that of its "
            "quantity in the whole checkout; an order has at most one promotion; each delivery of an order has its "
            "own freight")
            .body<QuoteBody>()
            .reply<QuoteView>(200)},
       {Method::get, "/v1/cart-lines", buyers, &CartRoutes::read,
        Contract("The caller's cart at the prices of now").query<CartQuery>().reply<CartView>(200)},
       {Method::put, "/v1/cart-lines/{cart_line}", buyers, &CartRoutes::put,
        Contract("Put so many sale units of a SKU into the cart; the line is named by its sku_id")
            .body<CartLineBody>()
            .reply<CartView>(200)},
       {Method::del, "/v1/cart-lines/{cart_line}", buyers, &CartRoutes::remove,
        Contract("Take a SKU out of the cart").reply_empty(204)},
       {Method::del, "/v1/cart-lines", buyers, &CartRoutes::clear, Contract("Empty the cart").reply_empty(204)}});
}

Task<Result<Response>> CartRoutes::quote(Request& request) {
  SH_CO_TRY(auto body, request.read_body<QuoteBody>());
  SH_CO_TRY(auto view, co_await quotation_.quote(request.caller(), std::move(body)));
  co_return Response::json(200, view).with("Cache-Control", "no-store");
}

Task<Result<Response>> CartRoutes::read(Request& request) {
  SH_CO_TRY(auto query, request.read_query<CartQuery>());
  SH_CO_TRY(auto view, co_await cart_.read(request.caller(), std::move(query)));
  co_return Response::json(200, view).with("Cache-Control", "no-store");
}

Task<Result<Response>> CartRoutes::put(Request& request) {
  SH_CO_TRY(const auto sku, request.path_id<SkuId>("cart_line"));
  SH_CO_TRY(auto body, request.read_body<CartLineBody>());
  SH_CO_TRY(auto view, co_await cart_.put(request.caller(), sku, body.quantity.value()));
  co_return Response::json(200, view);
}

Task<Result<Response>> CartRoutes::remove(Request& request) {
  SH_CO_TRY(const auto sku, request.path_id<SkuId>("cart_line"));
  SH_CO_CHECK(co_await cart_.remove(request.caller(), sku));
  co_return Response::empty(204);
}

Task<Result<Response>> CartRoutes::clear(Request& request) {
  SH_CO_CHECK(co_await cart_.clear(request.caller()));
  co_return Response::empty(204);
}

}  // namespace shanhai::orders
