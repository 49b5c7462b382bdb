// What other services ask over HTTP.
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/service.hpp"

namespace shanhai::measurement {

class Routes {
 public:
  explicit Routes(Service& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> totals(http::Request& request);
  Task<Result<http::Response>> line_volumes(http::Request& request);

  Service& service_;
};

void register_texts();

}  // namespace shanhai::measurement
