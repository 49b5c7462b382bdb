// Routes of exports.
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/exports/service.hpp"

namespace shanhai::measurement {

class ExportRoutes {
 public:
  explicit ExportRoutes(Exports& exports) : exports_(exports) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> ask(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> find(http::Request& request);
  Task<Result<http::Response>> remove(http::Request& request);
  Task<Result<http::Response>> file(http::Request& request);

  Exports& exports_;
};

void register_export_texts();

}  // namespace shanhai::measurement
