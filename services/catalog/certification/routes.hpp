// The routes of certification, for who applies and who decides; objections are the storefront's.
#pragma once

#include "common/async/workers.hpp"
#include "common/http/route.hpp"
#include "services/catalog/certification/service.hpp"

namespace shanhai::catalog {

class CertificationRoutes {
 public:
  // Large bodies are read on `workers`.
  CertificationRoutes(CertificationService& service, Workers& workers) : service_(service), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> apply(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> evidence_file(http::Request& request);
  Task<Result<http::Response>> review(http::Request& request);
  Task<Result<http::Response>> decide(http::Request& request);
  Task<Result<http::Response>> revoke(http::Request& request);
  Task<Result<http::Response>> eligibility(http::Request& request);

  CertificationService& service_;
  Workers& workers_;
};

}  // namespace shanhai::catalog
