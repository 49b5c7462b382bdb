// /v1/measurement/registrations and /v1/measurement/limits
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/registrations/service.hpp"

namespace shanhai::measurement {

class RegistrationRoutes {
 public:
  RegistrationRoutes(Registrations& registrations, Limits& limits, Workers& workers)
      : registrations_(registrations), limits_(limits), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> submit(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> voucher(http::Request& request);
  Task<Result<http::Response>> confirm(http::Request& request);
  Task<Result<http::Response>> disclaim(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);
  Task<Result<http::Response>> reverse(http::Request& request);
  Task<Result<http::Response>> review(http::Request& request);
  Task<Result<http::Response>> add_limit(http::Request& request);
  Task<Result<http::Response>> list_limits(http::Request& request);
  Task<Result<http::Response>> step(http::Request& request, RegistrationAction action);

  Registrations& registrations_;
  Limits& limits_;
  Workers& workers_;
};

}  // namespace shanhai::measurement
