// /capture, /capture/{capture} and POST /events, as GS1's OpenAPI of EPCIS 2.0 has them.
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/capture/negotiation.hpp"

namespace shanhai::traceability {

class CaptureRoutes {
 public:
  CaptureRoutes(CaptureService& service, ServerDescription server) : service_(service), server_(std::move(server)) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> take(http::Request& request);
  Task<Result<http::Response>> jobs(http::Request& request);
  Task<Result<http::Response>> job(http::Request& request);
  Task<Result<http::Response>> capture(http::Request& request);

  CaptureService& service_;
  const ServerDescription server_;
};

}  // namespace shanhai::traceability
