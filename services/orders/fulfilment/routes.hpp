// What supplier and buyer do with a paid order.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/fulfilment/service.hpp"
#include "services/orders/fulfilment/waybills.hpp"

namespace shanhai::orders {

class FulfilmentRoutes {
 public:
  FulfilmentRoutes(Fulfilment& fulfilment, Waybills& waybills) : fulfilment_(fulfilment), waybills_(waybills) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> pack(http::Request& request);
  Task<Result<http::Response>> unpack(http::Request& request);
  Task<Result<http::Response>> packing_list(http::Request& request);
  Task<Result<http::Response>> to_ship(http::Request& request);
  Task<Result<http::Response>> pick_list(http::Request& request);
  Task<Result<http::Response>> import_waybills(http::Request& request);
  Task<Result<http::Response>> ship(http::Request& request);
  Task<Result<http::Response>> deliver(http::Request& request);
  Task<Result<http::Response>> accept(http::Request& request);
  Task<Result<http::Response>> inspection(http::Request& request);
  Task<Result<http::Response>> rate(http::Request& request);

  Fulfilment& fulfilment_;
  Waybills& waybills_;
};

}  // namespace shanhai::orders
