// /v1/lots/{lot}/tests and /v1/lots/{lot}/commitment-certificate
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
  Task<Result<http::Response>> certify(http::Request& request);

  EvidenceService& service_;
  Workers& workers_;
};

}  // namespace shanhai::traceability
