// The routes of published versions.
#pragma once

#include "common/http/route.hpp"
#include "services/catalog/versions/service.hpp"

namespace shanhai::catalog {

class VersionRoutes {
 public:
  explicit VersionRoutes(VersionService& service) : service_(service) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);

  VersionService& service_;
};

}  // namespace shanhai::catalog
