#pragma once

#include "common/async/workers.hpp"
#include "common/http/route.hpp"
#include "services/traceability/evidence/corrections.hpp"

namespace shanhai::traceability {

class TestCorrectionRoutes {
 public:
  // `workers` read uploads: parsing megabytes of base64 takes longer than an I/O thread may.
  TestCorrectionRoutes(TestCorrectionService& service, Workers& workers) : service_(service), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> request(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> file(http::Request& request);
  Task<Result<http::Response>> confirm(http::Request& request);
  Task<Result<http::Response>> refuse(http::Request& request);
  Task<Result<http::Response>> decide(http::Request& request, TestCorrectionState state);

  TestCorrectionService& service_;
  Workers& workers_;
};

}  // namespace shanhai::traceability
