// Measurement's routes.
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/service.hpp"

namespace shanhai::measurement {

class Routes {
 public:
  explicit Routes(Service& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> report(http::Request& request);
  Task<Result<http::Response>> lines(http::Request& request);
  Task<Result<http::Response>> households(http::Request& request);
  Task<Result<http::Response>> list_pairings(http::Request& request);
  Task<Result<http::Response>> put_pairing(http::Request& request);
  Task<Result<http::Response>> totals(http::Request& request);

  Service& service_;
};

void register_texts();

}  // namespace shanhai::measurement
