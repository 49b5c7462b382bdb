// /v1/lots: recording, adjusting and reading.
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/lot/service.hpp"

namespace shanhai::traceability {

class LotRoutes {
 public:
  explicit LotRoutes(LotService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> record(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> correct(http::Request& request);
  Task<Result<http::Response>> write_off(http::Request& request);
  Task<Result<http::Response>> adjustments(http::Request& request);
  Task<Result<http::Response>> limit_yield(http::Request& request);
  Task<Result<http::Response>> yield_limits(http::Request& request);

  LotService& service_;
};

}  // namespace shanhai::traceability
