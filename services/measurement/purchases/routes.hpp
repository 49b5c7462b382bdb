#pragma once

#include "common/http/route.hpp"
#include "services/measurement/purchases/service.hpp"
#include "services/measurement/reports/service.hpp"

namespace shanhai::measurement {

class PurchaseRoutes {
 public:
  PurchaseRoutes(Purchases& purchases, Reports& reports) : purchases_(purchases), reports_(reports) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> report(http::Request& request);
  Task<Result<http::Response>> lines(http::Request& request);

  Purchases& purchases_;
  Reports& reports_;
};

}  // namespace shanhai::measurement
