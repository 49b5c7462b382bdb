// QR codes of lots, and the owner's trace.
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/trace/service.hpp"

namespace shanhai::traceability {

class TraceRoutes {
 public:
  explicit TraceRoutes(TraceService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> own_trace(http::Request& request);
  Task<Result<http::Response>> qr(http::Request& request);

  TraceService& service_;
};

}  // namespace shanhai::traceability
