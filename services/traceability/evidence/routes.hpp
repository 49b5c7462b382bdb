// /v1/lots/{lot}/tests, /v1/lots/{lot}/commitment-certificate and /v1/commitment-certificates
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/evidence/service.hpp"

namespace shanhai::traceability {

class EvidenceRoutes {
 public:
  EvidenceRoutes(EvidenceService& service, Workers& workers) : service_(service), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> add_test(http::Request& request);
  Task<Result<http::Response>> tests(http::Request& request);
  Task<Result<http::Response>> certify(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);
  Task<Result<http::Response>> certificate(http::Request& request);
  Task<Result<http::Response>> public_certificate(http::Request& request);

  EvidenceService& service_;
  Workers& workers_;
};

}  // namespace shanhai::traceability
