#pragma once

#include "common/http/route.hpp"
#include "services/measurement/purchases/service.hpp"

namespace shanhai::measurement {

class PurchaseRoutes {
 public:
  explicit PurchaseRoutes(Purchases& purchases) : purchases_(purchases) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> report(http::Request& request);
  Task<Result<http::Response>> lines(http::Request& request);

  Purchases& purchases_;
};

}  // namespace shanhai::measurement
