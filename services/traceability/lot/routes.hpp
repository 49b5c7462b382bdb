// /v1/lots: recording and reading.
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

  LotService& service_;
};

}  // namespace shanhai::traceability
