// /v1/lots/{lot}/trace
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/graph/service.hpp"

namespace shanhai::traceability {

class LotTraceRoutes {
 public:
  explicit LotTraceRoutes(LotTraceService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> trace(http::Request& request);
  Task<Result<http::Response>> made_of(http::Request& request);
  Task<Result<http::Response>> made_into(http::Request& request);
  Task<Result<http::Response>> households(http::Request& request);
  Task<Result<http::Response>> order_lines(http::Request& request);

  LotTraceService& service_;
};

}  // namespace shanhai::traceability
