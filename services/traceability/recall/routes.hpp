// /v1/lots/{lot}/recall
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/recall/service.hpp"

namespace shanhai::traceability {

class RecallRoutes {
 public:
  explicit RecallRoutes(RecallService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> recall(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> orders(http::Request& request);
  Task<Result<http::Response>> notices(http::Request& request);

  RecallService& service_;
};

}  // namespace shanhai::traceability
