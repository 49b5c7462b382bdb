// The routes of quotes and carts.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/cart/service.hpp"

namespace shanhai::orders {

class CartRoutes {
 public:
  CartRoutes(Quotation& quotation, Cart& cart) : quotation_(quotation), cart_(cart) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> quote(http::Request& request);
  Task<Result<http::Response>> read(http::Request& request);
  Task<Result<http::Response>> put(http::Request& request);
  Task<Result<http::Response>> remove(http::Request& request);
  Task<Result<http::Response>> clear(http::Request& request);

  Quotation& quotation_;
  Cart& cart_;
};

}  // namespace shanhai::orders
