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
  Task<Result<http::Response>> refund(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);
  Task<Result<http::Response>> send(http::Request& request);
  Task<Result<http::Response>> arrive(http::Request& request);
  Task<Result<http::Response>> receive(http::Request& request);
  Task<Result<http::Response>> sort(http::Request& request);
  Task<Result<http::Response>> ship(http::Request& request);
  Task<Result<http::Response>> dispute(http::Request& request);
  Task<Result<http::Response>> rule(http::Request& request);
  Task<Result<http::Response>> add_evidence(http::Request& request);
  Task<Result<http::Response>> evidence(http::Request& request);
  Task<Result<http::Response>> address(http::Request& request);
  Task<Result<http::Response>> put_address(http::Request& request);
  Task<Result<http::Response>> step(http::Request& request, Returns::Step step);

  Returns& returns_;
};

}  // namespace shanhai::orders
