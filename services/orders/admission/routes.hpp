// /v1/rushes, /v1/rush-tickets
#pragma once

#include "common/http/route.hpp"
#include "services/orders/admission/service.hpp"

namespace shanhai::orders {

class RushRoutes {
 public:
  explicit RushRoutes(Rushes& rushes) : rushes_(rushes) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> announce(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> cancel(http::Request& request);
  Task<Result<http::Response>> join(http::Request& request);
  Task<Result<http::Response>> ticket(http::Request& request);
  Task<Result<http::Response>> record(http::Request& request);

  Rushes& rushes_;
};

}  // namespace shanhai::orders
