// /v1/households
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/household/service.hpp"

namespace shanhai::traceability {

class HouseholdRoutes {
 public:
  explicit HouseholdRoutes(HouseholdService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> add(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);

  HouseholdService& service_;
};

}  // namespace shanhai::traceability
