// Routes of report objects.
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/reports/service.hpp"

namespace shanhai::measurement {

class ReportRoutes {
 public:
  explicit ReportRoutes(Reports& reports) : reports_(reports) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> make(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> find(http::Request& request);

  Reports& reports_;
};

// A chart is shown, and loads nothing; a table is saved.
http::Response as_answer(ReportFile file);
http::Response as_chart(std::string svg);
void register_report_texts();

}  // namespace shanhai::measurement
