// /v1/measurement/targets, /v1/measurement/completion
#pragma once

#include "common/async/workers.hpp"
#include "common/http/route.hpp"
#include "services/measurement/targets/service.hpp"

namespace shanhai::measurement {

class TargetRoutes {
 public:
  TargetRoutes(Targets& targets, Workers& workers) : targets_(targets), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> set(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> completion(http::Request& request);

  Targets& targets_;
  Workers& workers_;
};

}  // namespace shanhai::measurement
