// /v1/lots/{lot}/herb-records, /v1/lot-sheets and files of reports
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/records/inspection.hpp"
#include "services/traceability/records/service.hpp"

namespace shanhai::traceability {

class RecordRoutes {
 public:
  RecordRoutes(HerbService& herbs, InspectionService& inspection) : herbs_(herbs), inspection_(inspection) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> record(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> sheet(http::Request& request);
  Task<Result<http::Response>> report(http::Request& request);

  HerbService& herbs_;
  InspectionService& inspection_;
};

}  // namespace shanhai::traceability
