// /v1/orders, /v1/order-groups: reading and cancelling.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/ordering/service.hpp"

namespace shanhai::orders {

class OrderingRoutes {
 public:
  explicit OrderingRoutes(Ordering& ordering) : ordering_(ordering) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> get_group(http::Request& request);
  Task<Result<http::Response>> cancel(http::Request& request);

  Ordering& ordering_;
};

}  // namespace shanhai::orders
