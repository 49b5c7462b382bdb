// /v1/measurement/reserved-share, /v1/measurement/attributions, /v1/measurement/employees
#pragma once

#include "common/async/workers.hpp"
#include "common/http/route.hpp"
#include "services/measurement/reserved_share/declarations.hpp"
#include "services/measurement/reserved_share/employees.hpp"
#include "services/measurement/reserved_share/reports.hpp"

namespace shanhai::measurement {

class ShareRoutes {
 public:
  ShareRoutes(Declarations& declarations, ShareReports& reports, Workers& workers)
      : declarations_(declarations), reports_(reports), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  void mount_reports(http::RouteTable& table);
  void mount_terms(http::RouteTable& table);
  Task<Result<http::Response>> submit(http::Request& request);
  Task<Result<http::Response>> correct(http::Request& request);
  Task<Result<http::Response>> confirm(http::Request& request);
  Task<Result<http::Response>> send_back(http::Request& request);
  Task<Result<http::Response>> object(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> rollup(http::Request& request);
  Task<Result<http::Response>> overview(http::Request& request);
  Task<Result<http::Response>> ratios(http::Request& request);
  Task<Result<http::Response>> set_ratio(http::Request& request);
  Task<Result<http::Response>> deadlines(http::Request& request);
  Task<Result<http::Response>> set_deadline(http::Request& request);
  Task<Result<http::Response>> decide(http::Request& request, DeclarationAction action);

  Declarations& declarations_;
  ShareReports& reports_;
  Workers& workers_;
};

class EmployeeRoutes {
 public:
  explicit EmployeeRoutes(Employees& employees) : employees_(employees) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> attribute(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> confirm(http::Request& request);
  Task<Result<http::Response>> refuse(http::Request& request);
  Task<Result<http::Response>> end(http::Request& request);
  Task<Result<http::Response>> volume(http::Request& request);
  Task<Result<http::Response>> decide(http::Request& request, AttributionAction action);

  Employees& employees_;
};

}  // namespace shanhai::measurement
