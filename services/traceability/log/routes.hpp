// Below /v1/log, the log's prefix: C2SP tlog-tiles, proofs, and the cosignatures of witnesses.
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/log/service.hpp"

namespace shanhai::traceability {

class LogRoutes {
 public:
  explicit LogRoutes(LogService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> newest_checkpoint(http::Request& request);
  Task<Result<http::Response>> checkpoint(http::Request& request);
  Task<Result<http::Response>> tile(http::Request& request);
  Task<Result<http::Response>> identity(http::Request& request);
  Task<Result<http::Response>> inclusion(http::Request& request);
  Task<Result<http::Response>> consistency(http::Request& request);
  Task<Result<http::Response>> proof_file(http::Request& request);
  Task<Result<http::Response>> entry(http::Request& request);
  Task<Result<http::Response>> entries(http::Request& request);
  Task<Result<http::Response>> cosign(http::Request& request);

  LogService& service_;
};

}  // namespace shanhai::traceability
