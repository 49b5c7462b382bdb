// /v1/lots/{lot}/herb-records and /v1/lot-sheets
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/records/inspection.hpp"
#include "services/traceability/records/service.hpp"

namespace shanhai::traceability {

class RecordRoutes {
 public:
  RecordRoutes(HerbService& herbs, SheetService& sheets) : herbs_(herbs), sheets_(sheets) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> record(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> sheet(http::Request& request);

  HerbService& herbs_;
  SheetService& sheets_;
};

}  // namespace shanhai::traceability
