// /v1/settlement
#pragma once

#include "common/http/route.hpp"
#include "services/orders/settlement/service.hpp"

namespace shanhai::orders {

class SettlementRoutes {
 public:
  explicit SettlementRoutes(Settlement& settlement) : settlement_(settlement) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> account(http::Request& request);
  Task<Result<http::Response>> entries(http::Request& request);
  Task<Result<http::Response>> balances(http::Request& request);

  Settlement& settlement_;
};

}  // namespace shanhai::orders
