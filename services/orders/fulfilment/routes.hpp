// What supplier and buyer do with a paid order.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/fulfilment/service.hpp"

namespace shanhai::orders {

class FulfilmentRoutes {
 public:
  explicit FulfilmentRoutes(Fulfilment& fulfilment) : fulfilment_(fulfilment) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> pack(http::Request& request);
  Task<Result<http::Response>> ship(http::Request& request);
  Task<Result<http::Response>> deliver(http::Request& request);
  Task<Result<http::Response>> accept(http::Request& request);
  Task<Result<http::Response>> rate(http::Request& request);

  Fulfilment& fulfilment_;
};

}  // namespace shanhai::orders
