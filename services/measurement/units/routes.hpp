// /v1/measurement/units
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/units/service.hpp"

namespace shanhai::measurement {

class UnitRoutes {
 public:
  explicit UnitRoutes(Units& units) : units_(units) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> list(http::Request& request);

  Units& units_;
};

}  // namespace shanhai::measurement
