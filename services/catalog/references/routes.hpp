// Routes of reference prices and of price history.
#pragma once

#include "common/http/route.hpp"
#include "services/catalog/references/service.hpp"

namespace shanhai::catalog {

class ReferenceRoutes {
 public:
  explicit ReferenceRoutes(ReferenceService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> enter(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> history(http::Request& request);

  ReferenceService& service_;
};

}  // namespace shanhai::catalog
