// /v1/procurement/rfqs
#pragma once

#include "common/http/route.hpp"
#include "services/orders/procurement/rfqs/service.hpp"

namespace shanhai::orders {

class RfqRoutes {
 public:
  explicit RfqRoutes(Rfqs& rfqs) : rfqs_(rfqs) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> publish(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> close(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);

  Rfqs& rfqs_;
};

}  // namespace shanhai::orders
