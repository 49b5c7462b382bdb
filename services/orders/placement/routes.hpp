// POST /v1/checkouts
#pragma once

#include "common/http/route.hpp"
#include "services/orders/placement/service.hpp"

namespace shanhai::orders {

class CheckoutRoutes {
 public:
  explicit CheckoutRoutes(Checkout& checkout) : checkout_(checkout) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> place(http::Request& request);

  Checkout& checkout_;
};

}  // namespace shanhai::orders
