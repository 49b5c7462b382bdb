// /v1/purchase-caps, /v1/purchase-allowances
#pragma once

#include "common/http/route.hpp"
#include "services/orders/caps/service.hpp"

namespace shanhai::orders {

class PurchaseCapRoutes {
 public:
  explicit PurchaseCapRoutes(PurchaseCaps& caps) : caps_(caps) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> set(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> end(http::Request& request);
  Task<Result<http::Response>> allowances(http::Request& request);

  PurchaseCaps& caps_;
};

}  // namespace shanhai::orders
