// Routes of frozen periods.
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/freezing/service.hpp"

namespace shanhai::measurement {

class FreezeRoutes {
 public:
  explicit FreezeRoutes(Freezes& freezes) : freezes_(freezes) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> freeze(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> find(http::Request& request);
  Task<Result<http::Response>> note(http::Request& request);
  Task<Result<http::Response>> adjustments(http::Request& request);
  Task<Result<http::Response>> figures(http::Request& request);

  Freezes& freezes_;
};

void register_freeze_texts();

}  // namespace shanhai::measurement
