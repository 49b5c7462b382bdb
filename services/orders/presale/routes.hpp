// /v1/presales
#pragma once

#include "common/http/route.hpp"
#include "services/orders/presale/service.hpp"

namespace shanhai::orders {

class PresaleRoutes {
 public:
  explicit PresaleRoutes(Presales& presales) : presales_(presales) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> open(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> show(http::Request& request);
  Task<Result<http::Response>> put_off(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);
  Task<Result<http::Response>> leave(http::Request& request);

  Presales& presales_;
};

}  // namespace shanhai::orders
