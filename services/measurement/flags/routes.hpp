// /v1/measurement/flags
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/flags/service.hpp"

namespace shanhai::measurement {

class FlagRoutes {
 public:
  explicit FlagRoutes(Flags& flags) : flags_(flags) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> review(http::Request& request);

  Flags& flags_;
};

void register_flag_texts();

}  // namespace shanhai::measurement
