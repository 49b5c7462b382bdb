#pragma once

#include "common/http/route.hpp"
#include "services/measurement/households/service.hpp"

namespace shanhai::measurement {

class HouseholdRoutes {
 public:
  explicit HouseholdRoutes(Households& households) : households_(households) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> count(http::Request& request);

  Households& households_;
};

}  // namespace shanhai::measurement
