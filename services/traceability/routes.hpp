// What other services ask.
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/api.hpp"

namespace shanhai::traceability {

class InternalRoutes {
 public:
  explicit InternalRoutes(Api& api) : api_(api) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> lots_sold(http::Request& request);
  Task<Result<http::Response>> own_households(http::Request& request);

  Api& api_;
};

}  // namespace shanhai::traceability
