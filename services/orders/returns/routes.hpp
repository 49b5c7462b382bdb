// /v1/returns
#pragma once

#include "common/http/route.hpp"
#include "services/orders/returns/service.hpp"

namespace shanhai::orders {

class ReturnRoutes {
 public:
  explicit ReturnRoutes(Returns& returns) : returns_(returns) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> request(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> approve(http::Request& request);
  Task<Result<http::Response>> refuse(http::Request& request);
  Task<Result<http::Response>> receive(http::Request& request);
  Task<Result<http::Response>> decide(http::Request& request, bool approve);

  Returns& returns_;
};

}  // namespace shanhai::orders
